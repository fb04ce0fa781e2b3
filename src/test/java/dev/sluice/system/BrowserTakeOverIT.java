package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tab that holds the connection goes, in mid-answer: the others go on, and no word is missing or doubled. */
final class BrowserTakeOverIT {
    private static final int TABS = 4;
    private static final String ANSWER = "sim;ttft=100;rate=25;tokens=300";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<ClientTab> followers = new ArrayList<>();
    private TestNode node;
    private Browser browser;
    private ClientTab leader;

    @BeforeEach
    void askInEveryTab() throws Exception {
        browser = Browser.start();
        node = TestNode.start();
        for (int i = 0; i < TABS; i++) followers.add(ClientTab.open(browser, node));
        for (ClientTab tab : followers) tab.ask(ANSWER);
        for (ClientTab tab : followers) tab.awaitWords();
        leader = followers.stream().filter(ClientTab::leads).findFirst().orElseThrow();
        followers.remove(leader);
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) browser.close();
        if (node != null) node.close();
    }

    @Test
    void theLeaderIsClosed() {
        leader.show();
        browser.driver().close();
        assertOneOfTheOthersLeads();
        for (ClientTab tab : followers) tab.assertWhole();
    }

    @Test
    void theLeaderIsFrozenByTheBrowser() {
        leader.show();
        lifecycle("frozen");
        assertOneOfTheOthersLeads();
        for (ClientTab tab : followers) tab.assertWhole();
        leader.show();
        lifecycle("active");
        leader.assertWhole();
        assertOneOfTheOthersLeads();
    }

    /** As a phone does it: the page stops without a word, keeps its lock and its socket, and comes back with both. */
    @Test
    void theLeaderStopsWithoutAWordAndComesBack() {
        leader.show();
        browser.run("setTimeout(() => { const end = Date.now() + 9000; while (Date.now() < end); }, 50)");
        assertOneOfTheOthersLeads();
        for (ClientTab tab : followers) tab.assertWhole();
        leader.assertWhole();
        Waiting.until("the old leader follows", PATIENCE, () -> leader.state().equals("follower open"));
        assertOneOfTheOthersLeads();
    }

    private void assertOneOfTheOthersLeads() {
        Waiting.until("a follower took over", PATIENCE, () -> followers.stream().anyMatch(ClientTab::leads));
        assertEquals(1, followers.stream().filter(ClientTab::leads).count(), "leaders");
        Waiting.until("one connection", PATIENCE, () -> node.meter("active_sse_connections") == 1);
    }

    private void lifecycle(String state) {
        browser.driver().executeCdpCommand("Page.setWebLifecycleState", Map.of("state", state));
    }
}
