package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** What an operator does on the page is done at the node: an upstream of two providers, and a real browser's clicks. */
final class StatsButtonsIT {
    private final Vertx vertx = Vertx.vertx();
    private final Simulator one = new Simulator(vertx, SimulatorOptions.local());
    private final Simulator two = new Simulator(vertx, SimulatorOptions.local());
    private TestNode node;
    private Browser browser;
    private StatsTab page;
    private String first;
    private String second;

    @BeforeEach
    void start() throws Exception {
        one.start().await(10, TimeUnit.SECONDS);
        two.start().await(10, TimeUnit.SECONDS);
        first = name(one);
        second = name(two);
        node = TestNode.configured("""
                listen: {port: 0}
                management: {port: 0}
                sessions: {anonymous: true}
                simulator: {enabled: false}
                drain: {window: 1s}
                upstreams:
                  main: {endpoints: [{url: "%s"}, {url: "%s"}], slow_start: 0s}
                routes: [{model: "*", upstream: main}]
                """.formatted(one.baseUrl(), two.baseUrl()));
        browser = Browser.start();
        page = new StatsTab(browser, management("/stats"));
    }

    @AfterEach
    void stop() throws Exception {
        if (browser != null) browser.close();
        if (node != null) node.close();
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    private static String name(Simulator provider) {
        return provider.baseUrl().toString().substring("http://".length());
    }

    private int ask(Visitor visitor) throws Exception {
        JsonObject body =
                new JsonObject().put("model", "sim-instant;tokens=3").put("messages", Visitor.messages("Hello"));
        HttpResponse<String> answer = visitor.send("POST", "/v1/chat/completions", body.encode());
        return answer.statusCode();
    }

    private static int asked(Simulator provider) {
        return provider.record().requests().size();
    }

    /** Which state the gauges say that an endpoint is in. */
    private String gauge(String endpoint) {
        return node.node().registry().find("endpoint_state").tag("endpoint", endpoint).gauges().stream()
                .filter(g -> g.value() == 1)
                .map(g -> g.getId().getTag("state"))
                .findFirst()
                .orElse("none");
    }

    /** How an endpoint stands, as the node says. */
    private JsonObject endpoint(int index) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(management("/admin")).build();
        String all = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        return new JsonObject(all)
                .getJsonObject("upstreams")
                .getJsonArray("main")
                .getJsonObject(index);
    }

    private URI management(String path) {
        return URI.create("http://localhost:" + node.node().managementPort() + path);
    }

    private boolean ready() {
        return node.meter("node_ready") == 1;
    }

    @Test
    void aWeightThatIsTypedInIsTheEndpointsFromThenOn() throws Exception {
        page.weigh(first, "0");
        page.told(first + ": up, weight 0");
        page.weight(first, "0");
        assertEquals(0, endpoint(0).getInteger("weight"));
        Visitor visitor = Visitor.of(node);
        for (int i = 0; i < 6; i++) assertEquals(200, ask(visitor));
        assertEquals(0, asked(one));
        assertEquals(6, asked(two));
        page.calls(6);

        page.weigh(first, "300");
        page.told("weight: got 300, expected a whole number from 0 to 256");
        page.weigh(second, "");
        page.told("weight: got nothing, expected a whole number from 0 to 256");
        assertEquals(0, endpoint(0).getInteger("weight"));
        assertEquals(1, endpoint(1).getInteger("weight"));
        page.weight(second, "1");
    }

    @Test
    void anEndpointIsDrainedAndTakenBackAndTheLastOneOnlyAfterAQuestion() throws Exception {
        page.order(first, "Drain");
        page.told(first + ": draining, weight 1");
        page.state(first, "draining");
        assertEquals("draining", gauge(first));
        Visitor visitor = Visitor.of(node);
        for (int i = 0; i < 4; i++) assertEquals(200, ask(visitor));
        assertEquals(0, asked(one));
        page.calls(4);

        page.order(second, "Drain");
        assertEquals(
                "Drain " + second + "? No other endpoint of main is up: what is asked of it fails until one is.",
                page.question());
        page.answer("Cancel");
        page.order(second, "Drain");
        page.question();
        page.press(Keys.ESCAPE);
        page.until("the question is gone", "return !document.getElementById('ask').open");
        assertEquals("up", endpoint(1).getString("state"));
        page.order(second, "Drain");
        page.question();
        page.answer("Drain");
        page.told(second + ": draining, weight 1");
        assertEquals(503, ask(visitor));

        page.state(second, "draining");
        page.order(first, "Ready");
        page.told(first + ": up, weight 1");
        page.state(first, "up");
        assertEquals("up", gauge(first));
        assertEquals(200, ask(visitor));
        assertEquals(1, asked(one));
    }

    @Test
    void theNodeIsDrainedAfterAQuestionAndTakenBack() throws Exception {
        Page reader = new Page();
        try (RawChannel channel = Visitor.of(node).channel()) {
            channel.readUntil(reader, () -> reader.hellos() == 1);
            page.until(
                    "the reader is told",
                    "return document.querySelector('[data-gauge=Connections] b').firstChild.textContent === '1'");
            page.click("#drain", null);
            assertEquals(
                    "Drain this node? It takes no new sessions, and those who read here are asked to go elsewhere."
                            + " Connections: 1; answers under way: 0; no other node is known that is ready to take"
                            + " them.",
                    page.question());
            // Whoever thinks it over sees meanwhile how the node does.
            page.until(
                    "the page goes on",
                    "window.before ??= document.getElementById('node').textContent;"
                            + "return window.before !== document.getElementById('node').textContent");
            page.answer("Cancel");
            assertTrue(ready());
            page.click("#drain", null);
            page.question();
            // The answer that does no harm has the focus.
            page.press(Keys.ENTER);
            page.until("the question is gone", "return !document.getElementById('ask').open");
            assertTrue(ready());

            page.click("#drain", null);
            page.question();
            page.answer("Drain node");
            page.told("This node: draining");
            page.until("the page says so", "return document.getElementById('link').textContent === 'draining'");
            assertFalse(ready());
            channel.readUntil(reader, () -> reader.bye() != null);
            assertEquals("draining", reader.bye().getString("reason"));
        }
        page.click("#node-actions button", "Ready");
        page.told("This node: ready");
        page.until("the page says so", "return document.getElementById('link').textContent === 'ready'");
        Visitor.of(node);
    }
}
