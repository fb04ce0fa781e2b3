package dev.sluice.system;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.openqa.selenium.Keys;
import org.openqa.selenium.interactions.Actions;

/** {@code /stats} in a browser, as an operator has it: read, clicked and typed at. The page draws its tables anew each second. */
final class StatsTab {
    private static final String FIND = """
            const at = [...document.querySelectorAll(arguments[0])]
                .find(e => e.checkVisibility() && (!arguments[1] || e.textContent.trim() === arguments[1]));
            """;

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Browser browser;

    /** Opens the page and waits until it tells something. */
    StatsTab(Browser browser, URI page) {
        this.browser = browser;
        browser.driver().get(page.toString());
        browser.until("the page tells something", "return document.querySelector('[data-upstream]')");
    }

    /** Waits for it, and clicks it with the mouse. @param text what it says; null for the first one */
    void click(String selector, String text) {
        browser.until("there is " + selector + " " + text, FIND + "return at", selector, text);
        Object at = browser.run(
                FIND + "at.scrollIntoView({block: 'center'});"
                        + "const r = at.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]",
                selector,
                text);
        List<?> where = (List<?>) at;
        int x = ((Number) where.get(0)).intValue();
        int y = ((Number) where.get(1)).intValue();
        new Actions(browser.driver()).moveToLocation(x, y).click().perform();
    }

    /** Clicks the button in the line of an endpoint. */
    void order(String endpoint, String button) {
        click("[data-admin$='" + encoded(endpoint) + "']", button);
    }

    /** Types another weight in, and Enter. */
    void weigh(String endpoint, String weight) {
        String field = "[data-weight$='" + encoded(endpoint) + "']";
        click(field, null);
        new Actions(browser.driver())
                .keyDown(Keys.CONTROL)
                .sendKeys("a")
                .keyUp(Keys.CONTROL)
                .sendKeys(Keys.DELETE)
                .sendKeys(weight)
                .sendKeys(Keys.ENTER)
                .perform();
        until("the field is left", "return document.activeElement === document.body");
    }

    private static String encoded(String endpoint) {
        return endpoint.replace(":", "%3A").replace("/", "%2F");
    }

    /** Shows a key, as one does who is asked for it. */
    void showKey(String key) {
        click("#key-value", null);
        new Actions(browser.driver()).sendKeys(key).perform();
        click("#key button", "Use");
    }

    void press(CharSequence key) {
        new Actions(browser.driver()).sendKeys(key).perform();
    }

    /** Waits until the page tells the operator just this. */
    void told(String text) {
        String script = "return document.getElementById('told').textContent";
        try {
            Waiting.until("the page tells it", SOON, () -> text.equals(browser.run(script)));
        } catch (AssertionError other) {
            throw new AssertionError("expected <" + text + ">, it tells <" + browser.run(script) + ">", other);
        }
    }

    /** What is asked before something is done; waits for the question. */
    String question() {
        until("something is asked", "return document.getElementById('ask').open");
        return (String) browser.run("return document.getElementById('ask-what').textContent");
    }

    void answer(String button) {
        click("#ask button", button);
        until("the question is gone", "return !document.getElementById('ask').open");
    }

    boolean shows(String selector) {
        return (Boolean) browser.run(FIND + "return Boolean(at)", selector, null);
    }

    void until(String what, String script, Object... arguments) {
        browser.until(what, script, arguments);
    }

    /** Waits until the page shows so many good calls, and all that changed with them: what it shows then is where it stays. */
    void calls(int good) {
        until(
                good + " calls are told",
                "return document.querySelector('[data-upstream]').textContent.includes(arguments[0])",
                "calls" + good + " good");
    }

    /** Waits until the endpoint's field has that weight. */
    void weight(String endpoint, String weight) {
        until(
                endpoint + " has the weight " + weight,
                "const at = document.querySelector(arguments[0]); return at && at.value === arguments[1]",
                "[data-weight$='" + encoded(endpoint) + "']",
                weight);
    }

    /** Waits until the endpoint's line says so. */
    void state(String endpoint, String state) {
        until(
                endpoint + " is " + state,
                "const row = [...document.querySelectorAll('[data-upstream] tbody tr')]"
                        + ".find(r => r.firstChild.textContent === arguments[0]);"
                        + "return row && row.querySelector('.state').textContent === arguments[1]",
                endpoint,
                state);
    }
}
