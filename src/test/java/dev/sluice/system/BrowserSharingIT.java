package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Twelve tabs of a real browser over HTTP/1.1: one connection with the client, and what happens without it. */
final class BrowserSharingIT {
    private static final int TABS = 12;
    private static final String ANSWER = "sim;ttft=200;rate=20;tokens=300";

    private TestNode node;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        browser = Browser.start();
        node = TestNode.start();
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) browser.close();
        if (node != null) node.close();
    }

    @Test
    void twelveTabsStreamOverOneConnectionAndAThirteenthFetchIsNotHeldUp() {
        List<ClientTab> tabs = new ArrayList<>();
        for (int i = 0; i < TABS; i++) tabs.add(ClientTab.open(browser, node));
        for (ClientTab tab : tabs) tab.ask(ANSWER);
        for (ClientTab tab : tabs) tab.awaitWords();
        assertEquals(TABS, node.meter("active_streams"), "all answers stream at the same time");

        browser.open("http://localhost:" + node.port() + "/demo/frame.html?side=left&n=13");
        double millis = ((Number) browser.await("const start = performance.now(); await (await fetch('/ready')).text();"
                        + "return performance.now() - start"))
                .doubleValue();
        assertTrue(millis < 200, "the thirteenth tab's fetch took " + millis + " ms");

        for (ClientTab tab : tabs) tab.assertWhole();
        assertEquals(1, node.meter("active_sse_connections"), "connections of the session");
        assertEquals(0, node.meter("connections_closed"), "there never was another one");
        assertEquals(1, tabs.stream().filter(ClientTab::leads).count(), "leaders");
    }

    /** The control: what the client is there for. */
    @Test
    void withAnEventSourcePerTabTheSeventhReceivesNothing() {
        String page = "http://localhost:" + node.port() + "/demo/wall.html";
        browser.driver().get(page);
        browser.until("the frames are loaded", "return !document.getElementById('start').disabled");
        browser.run("document.getElementById('start').click()");
        browser.until("the right side streams", "return " + count("right", "streaming") + " === '12'");
        browser.until("six of the left stream", "return " + count("left", "streaming") + " === '6'");
        assertEquals("6", browser.run("return " + count("left", "waiting")), "left frames without a word");
        assertEquals("6", browser.run("return " + count("left", "connections")), "connections of the left side");
        assertEquals("0", browser.run("return " + count("right", "waiting")), "right frames without a word");
        assertEquals("1", browser.run("return " + count("right", "connections")), "connections of the right side");
    }

    private static String count(String side, String name) {
        return "document.querySelector('[data-side=%s] [data-count=%s]').textContent".formatted(side, name);
    }
}
