package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/** The chat page as a person uses it. */
final class BrowserChatIT {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String ANSWER = "return document.querySelector('.message.assistant .words').textContent";

    private static final String LIVE = "return document.getElementById('pill').dataset.state === 'open'";

    private TestNode node;
    private Network network;
    private Browser browser;

    @BeforeEach
    void openTheChat() throws Exception {
        browser = Browser.start();
        node = TestNode.start();
        network = Network.to(node);
        browser.driver()
                .get("http://localhost:" + network.port() + "/demo/?model=sim%3Bttft%3D100%3Brate%3D25%3Btokens%3D120");
        browser.until("the page is live", LIVE);
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) browser.close();
        if (network != null) network.close();
        if (node != null) node.close();
    }

    @Test
    void aReloadInMidAnswerSeesTheAnswerGoOn() {
        ask();
        String before = answer();
        browser.driver().navigate().refresh();
        browser.until("the answer is back", "return document.querySelector('.message.assistant[data-state=running]')");
        assertTheAnswerIsWhole();
        assertTrue(answer().startsWith(before.strip()), "what was read before is still there");
    }

    @Test
    void aLostNetworkInMidAnswerIsResumed() {
        ask();
        network.cut();
        browser.until("the page noticed", "return document.getElementById('pill').dataset.state === 'reconnecting'");
        network.mend();
        browser.until("the page is live", LIVE);
        assertTheAnswerIsWhole();
    }

    @Test
    void aSecondTabReadsTheSameAnswerAlong() {
        ask();
        String conversation = (String) browser.run("return location.href");
        browser.open(conversation);
        assertTheAnswerIsWhole();
        assertEquals(1, node.meter("active_sse_connections"), "connections of the two tabs");
    }

    @Test
    void escapeStopsTheAnswer() {
        ask();
        browser.driver().findElement(By.id("prompt")).sendKeys(Keys.ESCAPE);
        browser.until("it is stopped", "return document.querySelector('.message.assistant[data-state=stopped]')");
        Waiting.until("the provider stopped, too", SOON, () -> node.meter("permits_in_use") == 0);
    }

    @Test
    void whatAModelSaysIsNeverHtml() {
        browser.run("document.getElementById('prompt').focus()");
        browser.driver().findElement(By.id("prompt")).sendKeys("<img src=x onerror=alert(1)>" + Keys.ENTER);
        browser.until("words arrived", "return document.querySelector('.message.assistant p')");
        assertEquals(0L, browser.run("return document.querySelectorAll('.message img').length"));
    }

    private void ask() {
        browser.driver().findElement(By.id("prompt")).sendKeys("What is a sluice?" + Keys.ENTER);
        browser.until("words arrived", ANSWER + ".length > 20");
    }

    private String answer() {
        return (String) browser.run(ANSWER);
    }

    private void assertTheAnswerIsWhole() {
        browser.until("the answer is complete", "return document.querySelector('.message.assistant[data-state=done]')");
        Object same = browser.await("""
                const message = document.querySelector('.message.assistant');
                const now = await (await fetch('/api/v1/streams/' + message.dataset.stream)).json();
                const squeeze = (text) => text.replace(/\\s/g, '');
                return squeeze(now.text) === squeeze(message.querySelector('.words').textContent);
                """);
        assertEquals(true, same, "the page shows what the server has");
    }
}
