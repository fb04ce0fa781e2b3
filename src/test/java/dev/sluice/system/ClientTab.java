package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;

/** One tab of a {@link Browser} with the JavaScript client in it, on a page that does nothing by itself. */
final class ClientTab {
    private static final String QUIET_PAGE = "http://localhost:%d/demo/frame.html?side=left&n=1";

    /** What the page has seen of its answer is in {@code read}; {@code odd} counts what a reader should not have to bear. */
    private static final String READ = """
            window.read = { text: '', seq: 0, odd: 0, ended: false, error: null };
            window.follow = async (answer) => {
              try {
                for await (const { text, seq, replace, gap } of answer) {
                  if (replace || gap || seq <= read.seq) read.odd++;
                  read.seq = seq;
                  read.text += text;
                }
                read.ended = true;
              } catch (error) {
                read.error = String(error);
              }
            };
            const { Sluice } = await import('/demo/client/sluice.js');
            window.sluice = new Sluice();
            """;

    private final Browser browser;
    private final String handle;

    private ClientTab(Browser browser, String handle) {
        this.browser = browser;
        this.handle = handle;
    }

    static ClientTab open(Browser browser, TestNode node) {
        ClientTab tab = new ClientTab(browser, browser.open(QUIET_PAGE.formatted(node.port())));
        tab.load();
        return tab;
    }

    /** Puts the client in, after the page was opened or reloaded. */
    void load() {
        show();
        assertEquals(null, browser.await(READ), "the client loads");
    }

    void show() {
        browser.show(handle);
    }

    /** Asks, and returns the stream's id once the server has it. */
    String ask(String model) {
        show();
        Object stream = browser.await(
                "const messages = [{ role: 'user', content: 'Tell me about canals' }];"
                        + "const answer = sluice.chat({ model: given[0], messages }); follow(answer);"
                        + "return window.stream = await answer.started;",
                model);
        return (String) stream;
    }

    /** Role and state as {@code leader open}. */
    String state() {
        show();
        return (String) browser.run("return sluice.state.role + ' ' + sluice.state.state");
    }

    boolean leads() {
        return state().equals("leader open");
    }

    long lettersRead() {
        show();
        return (Long) browser.run("return read.text.length");
    }

    void awaitWords() {
        show();
        browser.until("words arrived", "return read.text.length > 0");
    }

    /** The answer ended, equals the server's, and no piece of it came twice, out of order or as a replacement. */
    void assertWhole() {
        show();
        browser.until("the answer ended", "return read.ended || read.error");
        Object truth = browser.await(
                "const now = await (await fetch('/api/v1/streams/' + given[0])).json();"
                        + "return { same: now.text === read.text, letters: now.text.length, seen: read.text.length,"
                        + " odd: read.odd, error: read.error, finish: now.finish_reason }",
                browser.run("return window.stream"));
        Map<?, ?> seen = (Map<?, ?>) truth;
        assertEquals(null, seen.get("error"), seen.toString());
        assertEquals(true, seen.get("same"), seen.toString());
        assertEquals(0L, seen.get("odd"), seen.toString());
        assertEquals("stop", seen.get("finish"), seen.toString());
    }
}
