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

    private TestNode node;
    private Browser browser;

    @BeforeEach
    void openTheChat() throws Exception {
        browser = Browser.start();
        node = TestNode.start();
        browser.driver()
                .get("http://localhost:" + node.port() + "/demo/?model=sim%3Bttft%3D100%3Brate%3D25%3Btokens%3D120");
        browser.until("the page is live", "return document.getElementById('pill').dataset.state === 'open'");
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) browser.close();
        if (node != null) node.close();
    }

    @Test
    void aReloadInMidAnswerSeesTheAnswerGoOn() {
        ask();
        String before = answer();
        browser.driver().navigate().refresh();
        browser.until("the answer is back", "return document.querySelector('.message.assistant[data-state=running]')");
        browser.until("the answer is complete", "return document.querySelector('.message.assistant[data-state=done]')");
        assertTrue(answer().startsWith(before.strip()), "what was read before is still there");
        assertEquals(
                true,
                browser.await(
                        "const id = document.querySelector('.message.assistant').dataset.stream;"
                                + "const now = await (await fetch('/api/v1/streams/' + id)).json();"
                                + "const squeeze = (text) => text.replace(/\\s/g, '');"
                                + "return squeeze(now.text) === squeeze(document.querySelector('.message.assistant .words').textContent)"));
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
}
