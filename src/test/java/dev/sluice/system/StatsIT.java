package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators read of a known load: three sessions with their channels, one of them with two tabs, seven answers that ended. */
final class StatsIT {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int ANSWERS = 7;
    private static final String GAUGE = "const at = document.querySelector('[data-gauge=\"' + arguments[0] + '\"] b');"
            + "return at && at.firstChild.textContent === arguments[1]";

    private TestNode node;
    private final List<RawChannel> channels = new ArrayList<>();

    @BeforeEach
    void load() throws Exception {
        node = TestNode.start();
        for (int i = 0; i < 3; i++) {
            Visitor visitor = Visitor.of(node);
            if (i == 0) {
                assertEquals(200, visitor.send("PUT", "/api/v1/tabs/a", "{}").statusCode() / 100 * 100);
                assertEquals(200, visitor.send("PUT", "/api/v1/tabs/b", "{}").statusCode() / 100 * 100);
            }
            channels.add(visitor.channel());
        }
        Visitor asking = Visitor.of(node);
        for (int i = 0; i < ANSWERS; i++) {
            JsonObject body = new JsonObject()
                    .put("model", "sim;ttft=1;rate=2000;tokens=5")
                    .put("messages", Visitor.messages("Hello"));
            assertEquals(
                    200,
                    asking.send("POST", "/v1/chat/completions", body.encode()).statusCode());
        }
    }

    @AfterEach
    void stop() throws Exception {
        for (RawChannel channel : channels) channel.close();
        node.close();
    }

    private URI stats(String path) {
        return URI.create("http://localhost:" + node.node().managementPort() + path);
    }

    private List<Map<String, String>> csv() throws Exception {
        String text = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(stats("/stats;csv")).build(), BodyHandlers.ofString())
                .body();
        String[] lines = text.split("\n");
        assertTrue(lines[0].startsWith("# pxname,svname,qcur,"), lines[0]);
        String[] names = lines[0].substring(2).split(",");
        List<Map<String, String>> rows = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            String[] fields = lines[i].split(",", -1);
            Map<String, String> row = new HashMap<>();
            for (int f = 0; f < names.length; f++) row.put(names[f], fields[f]);
            rows.add(row);
        }
        return rows;
    }

    /** The front's, or, of the upstream that was asked, the backend's or its endpoint's. */
    private Map<String, String> row(String type) throws Exception {
        String proxy = type.equals("0") ? "sluice" : "simulator";
        return csv().stream()
                .filter(r -> r.get("type").equals(type) && r.get("pxname").equals(proxy))
                .findFirst()
                .orElseThrow();
    }

    private boolean counted() {
        try {
            return row("1").get("stot").equals("" + ANSWERS);
        } catch (Exception broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void scriptsThatReadHaproxysColumnsReadThese() throws Exception {
        Waiting.until("the answers are counted", SOON, this::counted);
        assertEquals("3", row("0").get("scur"));
        assertEquals("OPEN", row("0").get("status"));
        Map<String, String> backend = row("1");
        assertEquals("simulator", backend.get("pxname"));
        assertEquals("BACKEND", backend.get("svname"));
        assertEquals("UP", backend.get("status"));
        assertEquals("1", backend.get("act"));
        Map<String, String> server = row("2");
        assertEquals("UP", server.get("status"));
        assertEquals("" + ANSWERS, server.get("stot"));
        assertEquals("0", server.get("eresp"));
    }

    @Test
    void theNumbersOfAKnownLoadAreOnThePage() throws Exception {
        try (Browser browser = Browser.start()) {
            browser.driver().get(stats("/stats").toString());
            browser.until("the connections are told", GAUGE, "Connections", "3");
            browser.until("the sessions are told", GAUGE, "Sessions", "4");
            String sessions = (String)
                    browser.run("return document.querySelector('[data-gauge=Sessions] small').textContent.trim()");
            assertEquals("2 tabs", sessions);
            browser.until(
                    "the calls are told",
                    "const at = document.querySelector('[data-upstream=simulator]');"
                            + "return at && at.textContent.includes(arguments[0])",
                    ANSWERS + " good, 0 left, 0 failed");
            Object names = browser.run(
                    "return [...document.querySelectorAll('[data-upstream]')].map(u => u.dataset.upstream)");
            assertEquals(List.of("provider", "simulator"), names, "in their order");
            assertEquals("up", browser.run("return document.querySelector('td .state').textContent"));
            assertEquals("ready", browser.run("return document.getElementById('link').textContent"));
            assertEquals(false, browser.run("return document.getElementById('cluster').checkVisibility()"));
            // Whoever comes later has the minute before.
            browser.until(
                    "there is a history",
                    "return document.querySelector('.gauge path:last-child').getAttribute('d').split('L').length > 2");
        }
    }
}
