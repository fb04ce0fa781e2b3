package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.answer;
import static dev.sluice.upstream.ScriptedProvider.error;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.UpstreamPolicy;
import dev.sluice.model.UpstreamPolicy.Balance;
import dev.sluice.model.UpstreamPolicy.Ejection;
import dev.sluice.upstream.ScriptedProvider.Script;
import dev.sluice.upstream.endpoint.State;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two hundred calls a second to two endpoints of which one is bad: no caller notices, the endpoint is ejected, and it comes back. */
final class FailoverTest extends UpstreamTestBase {
    private static final int CALLS = 400;
    private static final int EVERY_MILLIS = 5;

    private final AtomicBoolean bad = new AtomicBoolean(true);
    private final AtomicInteger asked = new AtomicInteger();

    enum Trouble {
        FLAPS,
        HANGS,
        RESETS,
        REFUSES
    }

    FailoverTest() {
        UpstreamPolicy d = retries(2);
        Ejection e = d.ejection();
        Ejection brief = new Ejection(
                e.failures(), e.percent(), e.minCalls(), e.window(), Duration.ofMillis(400), Duration.ofSeconds(2));
        policy = new UpstreamPolicy(
                Balance.ROUND_ROBIN, Duration.ZERO, d.keyRest(), null, d.retry(), d.health(), brief, d.connections());
        // A good endpoint must not look like one that hangs because the machine has other things to do.
        firstEvent = Duration.ofSeconds(2);
    }

    private Script broken(Trouble trouble) {
        return (socket, request) -> {
            boolean fine = !bad.get() || trouble == Trouble.FLAPS && asked.incrementAndGet() % 4 == 0;
            if (fine) socket.write(answer("fine"));
            else if (trouble == Trouble.FLAPS) socket.write(Buffer.buffer(error(503, "", "flapping")));
            else if (trouble == Trouble.RESETS) socket.close();
        };
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void aBadEndpointIsNoticedByNobodyWhileAnotherIsUp(Trouble trouble) throws Exception {
        providers(broken(trouble), (socket, request) -> socket.write(answer("fine")));
        String name = state.endpoints().views().get(0).name();
        int port = providers.get(0).port();
        if (trouble == Trouble.REFUSES) providers.get(0).close();
        List<Told> calls = load();
        for (Told call : calls) {
            List<String> words = call.all();
            assertEquals("ended", words.get(words.size() - 1));
        }
        assertEquals(name + " up ejected", changes.poll(5, TimeUnit.SECONDS));

        bad.set(false);
        if (trouble == Trouble.REFUSES) providers.add(again(port));
        // Ejections of the bad time may still be going on, each longer than the one before.
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (state.endpoints().views().get(0).state() != State.UP && System.nanoTime() < until) onLoop(() -> null);
        assertEquals(name + " ejected up", last(changes));
        changes.clear();
        for (Told call : load()) call.all();
        assertEquals(List.of(), new ArrayList<>(changes), "it stays");
        assertTrue(observed.contains("ok"));
    }

    /** More of them than the budget allows at a time: they take turns. */
    @Test
    void aHundredCallsThatBreakAtOnceAreAllSaved() throws Exception {
        UpstreamPolicy d = UpstreamPolicy.DEFAULT;
        policy = with(d.retry());
        providers(
                broken(Trouble.RESETS),
                (socket, request) -> vertx().setTimer(20, timer -> socket.write(answer("fine"))));
        List<Told> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) calls.add(new Told());
        run(() -> calls.forEach(call -> upstream.stream(request(), call)));
        for (Told call : calls) {
            List<String> words = call.all();
            assertEquals("ended", words.get(words.size() - 1));
        }
        assertEquals(50, providers.get(0).requests.size());
        assertEquals(100, providers.get(1).requests.size());
    }

    private ScriptedProvider again(int port) throws Exception {
        return new ScriptedProvider(
                vertx(), new NetServerOptions(), port, (socket, request) -> socket.write(answer("fine")));
    }

    /** Calls at a steady rate, whatever becomes of them. */
    private List<Told> load() throws Exception {
        List<Told> calls = new ArrayList<>();
        CountDownLatch begun = new CountDownLatch(CALLS);
        for (int i = 0; i < CALLS; i++) calls.add(new Told());
        run(() -> {
            int[] next = {0};
            vertx().setPeriodic(EVERY_MILLIS, timer -> {
                upstream.stream(request(), calls.get(next[0]++));
                if (next[0] == CALLS) vertx().cancelTimer(timer);
                begun.countDown();
            });
        });
        assertTrue(begun.await(60, TimeUnit.SECONDS));
        return calls;
    }

    private static String last(Collection<String> words) {
        String last = null;
        for (String word : words) last = word;
        return last;
    }

    /** Room for the calls that hang. */
    @Override
    int permits() {
        return 200;
    }
}
