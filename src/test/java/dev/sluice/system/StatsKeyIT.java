package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.edge.CredentialDigest;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who may use the buttons of the page: in a real browser, which says truly where it comes from. */
final class StatsKeyIT {
    private static final String ADMIN = "sk-admin-0123456789abcdef";
    private static final String PUBLISHER = "sk-publisher-0123456789abcdef";
    private static final String KEY_FORM = "#key";
    private static final String BUTTONS = "#node-actions";
    /** Every command's: of a node, an endpoint, a weight. */
    private static final String ANY_BUTTON = "[data-admin], [data-weight]";

    private TestNode node;
    private Browser browser;

    @BeforeEach
    void start() throws Exception {
        browser = Browser.start();
    }

    @AfterEach
    void stop() throws Exception {
        browser.close();
        if (node != null) node.close();
    }

    /** @param host a name under which a browser finds this machine */
    private StatsTab open(boolean fromLoopback, String host) throws Exception {
        node = TestNode.configured(
                """
                listen: {port: 0}
                management: {port: 0, admin_from_loopback: %s}
                sessions: {anonymous: true}
                simulator: {enabled: true}
                auth:
                  api_keys:
                    - {hash: "%s", user: ops, scopes: [admin]}
                    - {hash: "%s", user: backend, scopes: [publish]}
                upstreams: {main: {}}
                routes: [{model: "*", upstream: main}]
                """.formatted(fromLoopback, CredentialDigest.of(ADMIN), CredentialDigest.of(PUBLISHER)));
        return new StatsTab(browser, management(host));
    }

    private URI management(String host) {
        return URI.create("http://" + host + ":" + node.node().managementPort() + "/stats");
    }

    private boolean ready() {
        return node.meter("node_ready") == 1;
    }

    private void refuses(StatsTab page, String key, String why) {
        page.showKey(key);
        page.told(why);
        assertTrue(page.shows(KEY_FORM), "it may be tried again");
        assertFalse(page.shows(ANY_BUTTON), "nothing can be clicked");
        assertEquals("", browser.run("return document.getElementById('key-value').value"));
        assertEquals(0L, browser.run("return sessionStorage.length"));
    }

    @Test
    void aWrongKeyIsToldAndTheRightOneOpensUntilThePageIsClosed() throws Exception {
        StatsTab page = open(false, "localhost");
        page.until("a key is asked for", "return !document.getElementById('key').hidden");
        assertFalse(page.shows(ANY_BUTTON));
        String expected = ", expected an API key with the scope admin";
        refuses(page, "sk-guess", "Authorization: got a bearer that is no API key" + expected);
        refuses(page, PUBLISHER, "Authorization: got an API key with the scopes [publish]" + expected);
        refuses(page, "schlüssel", "Admin key: got characters that no key has" + expected);
        refuses(page, "  ", "Admin key: got nothing" + expected);
        assertTrue(ready());

        page.showKey(ADMIN);
        page.until("the buttons are there", "return !document.getElementById('node-actions').hidden");
        assertFalse(page.shows(KEY_FORM));
        assertFalse(page.shows("#told"), "what was said of other keys is said no more");
        browser.driver().navigate().refresh();
        page.until("the buttons are there again", "return !document.getElementById('node-actions').hidden");
        page.click("#drain", null);
        page.question();
        page.answer("Drain node");
        page.told("This node: draining");
        assertFalse(ready());
        page.until("the page says so", "return document.getElementById('link').textContent === 'draining'");
        page.click("#node-actions button", "Ready");
        page.told("This node: ready");

        browser.open(management("localhost").toString());
        page.until("another page is asked", "return !document.getElementById('key').hidden");
    }

    @Test
    void aKeyThatIsNoneAnyMoreIsAskedForAgain() throws Exception {
        StatsTab page = open(false, "localhost");
        page.showKey(ADMIN);
        page.until("the buttons are there", "return !document.getElementById('node-actions').hidden");
        // As after a reload that took the key away: the page goes on with what it has.
        browser.run("const send = window.fetch; window.fetch = (path, o) => send(path, o?.headers?.authorization"
                + " ? {...o, headers: {...o.headers, authorization: 'Bearer sk-of-yesterday'}} : o)");
        page.click("#drain", null);
        page.question();
        page.answer("Drain node");
        page.told("Authorization: got a bearer that is no API key, expected an API key with the scope admin");
        assertTrue(page.shows(KEY_FORM));
        assertFalse(page.shows(BUTTONS));
        assertTrue(ready());
    }

    /** A name that anybody may give out for this machine is not this machine: so a page that a stranger's name leads to gives no command. */
    @Test
    void underAnotherNameThisMachineNeedsAKeyToo() throws Exception {
        StatsTab page = open(true, "ops.localhost");
        page.until("a key is asked for", "return !document.getElementById('key').hidden");
        assertFalse(page.shows(ANY_BUTTON));
        page.showKey(ADMIN);
        page.until("the buttons are there", "return !document.getElementById('node-actions').hidden");
        page.click("#node-actions button", "Reload configuration");
        page.told("This node: reloaded");
        StatsTab here = new StatsTab(browser, management("localhost"));
        here.until("here none is asked for", "return !document.getElementById('node-actions').hidden");
        assertFalse(here.shows(KEY_FORM));
    }

    @Test
    void aPageOfAnotherOriginChangesNothing() throws Exception {
        open(true, "localhost");
        URI drain = management("localhost").resolve("/admin/drain");
        browser.driver().get("http://localhost:" + node.port() + "/");
        Object sent = browser.await(
                "return (await fetch(given[0], {method: 'POST', mode: 'no-cors', body: '{}'})).type", drain.toString());
        assertEquals("opaque", sent, "it was sent, and answered");
        assertTrue(ready());
    }
}
