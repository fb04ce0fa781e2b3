package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.answer;
import static dev.sluice.upstream.ScriptedProvider.whole;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.UpstreamPolicy;
import dev.sluice.model.UpstreamPolicy.Health;
import dev.sluice.upstream.ScriptedProvider.Script;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks over real sockets: what they send, what they notice. */
final class HealthCheckTest extends UpstreamTestBase {
    private volatile String health = whole(200, "", "ok");
    private String deployment;

    HealthCheckTest() {
        UpstreamPolicy d = retries(2);
        Health checks = new Health(
                "/health",
                Set.of(200, 429),
                Duration.ofMillis(40),
                Duration.ofMillis(10),
                2,
                3,
                Duration.ofMillis(200));
        policy = new UpstreamPolicy(
                d.balance(), d.slowStart(), d.keyRest(), null, d.retry(), checks, d.ejection(), d.connections());
    }

    private final Script script = (socket, request) -> {
        if (!request.startsWith("GET /health ")) socket.write(answer("fine"));
        else if (health != null) socket.write(health);
    };

    private void check() throws Exception {
        deployment = vertx().deployVerticle(new HealthVerticle(List.of(state), new SplittableRandom(1)))
                .await(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void stopChecks() throws Exception {
        if (deployment != null) vertx().undeploy(deployment).await(10, TimeUnit.SECONDS);
    }

    private String change() throws InterruptedException {
        String change = changes.poll(10, TimeUnit.SECONDS);
        if (change == null) throw new AssertionError("nothing changed");
        return change.substring(change.indexOf(' ') + 1);
    }

    @Test
    void anEndpointGoesDownAndComesUpAndEachIsToldOnce() throws Exception {
        provider(script);
        check();
        provider.requests.take();
        health = whole(500, "", "broken");
        assertEquals("up down", change());
        health = whole(429, "", "busy, but there");
        assertEquals("down up", change());
        assertTrue(changes.isEmpty());
    }

    @Test
    void oneThatDoesNotAnswerIsDown() throws Exception {
        provider(script);
        health = null;
        check();
        assertEquals("up down", change());
        Told told = new Told();
        stream(told);
        assertEquals(List.of("no_endpoint_up"), told.all(), "at once");
    }

    @Test
    void oneThatIsNotThereIsDownAndTheOtherTakesItsCalls() throws Exception {
        providers(script, script);
        providers.get(0).close();
        check();
        assertEquals("up down", change());
        for (int i = 0; i < 4; i++) {
            Told told = new Told();
            stream(told);
            told.all();
        }
        assertFalse(observed.stream().anyMatch(word -> word.startsWith("retried")), observed::toString);
    }

    @Test
    void aCheckIsAGetWithoutAKeyOnAConnectionOfItsOwn() throws Exception {
        provider(script);
        check();
        for (int i = 0; i < 3; i++) {
            String request = provider.requests.poll(10, TimeUnit.SECONDS);
            assertTrue(request.startsWith("GET /health HTTP/1.1\r\n"), request);
            assertFalse(request.toLowerCase().contains("authorization"), request);
            provider.awaitClosed();
        }
    }

    @Test
    void withoutAPathNothingIsSent() throws Exception {
        policy = ONE_ATTEMPT;
        provider(script);
        check();
        Told told = new Told();
        stream(told);
        told.all();
        assertEquals(1, provider.requests.size());
    }
}
