package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.sluice.simulator.Simulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A page of one origin in a real browser, whose chats are on another site: no cookie travels there, a ticket does. */
final class BrowserTicketIT {
    private static final String MODEL = "sim;ttft=100;rate=60;tokens=180";
    private static final String QUESTION = "Tell me about canals";
    private static final String LOAD = """
            window.read = { text: '', ended: false, error: null };
            const { Sluice } = await import('/demo/client/sluice.js');
            window.sluice = new Sluice({ url: given[0], auth: 'ticket' });
            window.follow = async (answer) => {
              try {
                for await (const { text, replace } of answer) read.text = replace ? text : read.text + text;
                read.ended = true;
              } catch (error) {
                read.error = String(error);
              }
            };
            const messages = [{ role: 'user', content: given[2] }];
            const answer = sluice.chat({ model: given[1], messages });
            follow(answer);
            return await answer.started;
            """;

    private TestNode pages;
    private TestNode chats;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        browser = Browser.start();
        pages = TestNode.start();
        chats = TestNode.start(
                "SLUICE_CORS_ORIGINS",
                "http://localhost:" + pages.port(),
                "SLUICE_CHANNEL_MAX_AGE",
                "1s",
                "SLUICE_RETRY_MIN",
                "10ms");
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) browser.close();
        if (pages != null) pages.close();
        if (chats != null) chats.close();
    }

    @Test
    void aChatWithAnotherSiteSurvivesItsConnectionsAndEndsWithItsPage() {
        browser.open("http://localhost:" + pages.port() + "/demo/frame.html?side=left&n=1");
        // By name and by number: to the browser two sites.
        String url = "http://127.0.0.1:" + chats.port();
        browser.await(LOAD, url, MODEL, QUESTION);
        browser.until("the answer ended", "return read.ended || read.error");
        assertNull(browser.run("return read.error"));
        assertEquals(Simulator.expectedText(MODEL, Visitor.messages(QUESTION)), browser.run("return read.text"));
        Eventually.within(10, "it reconnected", () -> chats.meter("connections_closed") >= 2);
        assertEquals(1, chats.meter("active_sessions"), "one session for all of its connections");
        assertEquals("", browser.run("return document.cookie"));
        assertFalse(((String) browser.run("return performance.getEntriesByType('resource').map(e => e.name).join(' ')"))
                .contains((String) browser.run("return Object.values(localStorage)[0]")));
        assertEquals(1, chats.meter("active_tabs"));
        browser.driver().close();
        Eventually.within(10, "its tab is closed", () -> chats.meter("active_tabs") == 0);
        Eventually.within(10, "its connection is closed", () -> chats.meter("active_sse_connections") == 0);
    }
}
