package dev.sluice.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.admission.FairPermits;
import dev.sluice.admission.PermitLimit;
import dev.sluice.admission.PermitQueue.Outcome;
import dev.sluice.admission.QueuePolicy;
import dev.sluice.app.config.ConfigLoader;
import dev.sluice.channel.ChannelObserver;
import dev.sluice.channel.Channels;
import dev.sluice.channel.Loop;
import dev.sluice.channel.MemorySessions;
import dev.sluice.dialect.OpenAiFold;
import dev.sluice.dialect.OpenAiRequest;
import dev.sluice.fixture.TestLoop;
import dev.sluice.log.LogLimits;
import dev.sluice.log.Logs;
import dev.sluice.model.Config;
import dev.sluice.model.Principal;
import dev.sluice.model.Provenance;
import dev.sluice.model.Tier;
import dev.sluice.model.Time;
import dev.sluice.model.Usage;
import dev.sluice.upstream.Upstream;
import dev.sluice.upstream.UpstreamObserver;
import dev.sluice.upstream.UpstreamState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A hub with one lane, timers that fire by hand, and a provider that says what a test tells it to. */
final class HubRoom {
    static final Principal WHO = new Principal("ann", "acme", Tier.FREE, java.util.Set.of());
    static final long QUEUE_WAIT = 7_777;
    static final long GRACE = 8_888;

    final Vertx real = Vertx.vertx();
    final HandTimers timers = new HandTimers(real);
    final ScriptedAnswers provider = new ScriptedAnswers(real);
    final List<String> ended = Collections.synchronizedList(new ArrayList<>());
    final List<Usage> usages = Collections.synchronizedList(new ArrayList<>());
    /** With what each permit came back. */
    final List<String> returned = Collections.synchronizedList(new ArrayList<>());

    /** The hub's own; the date is today's, and time stands still until a test lets it pass. */
    final HubClock clock = new HubClock();

    final FairPermits permits;
    final Logs logs = new Logs(new LogLimits(64, 1 << 20), 60_000, 1 << 30);
    final MemorySessions sessions;
    final Channels channels;
    final Hub hub;
    final Loop readers;
    final Lane lane;
    private final TestLoop loop = new TestLoop(real);
    private final Upstream upstream;

    HubRoom(int permitCount, int queueLength) throws Exception {
        this(permitCount, queueLength, Map.of());
    }

    /** @param more environment variables of the embedded default */
    HubRoom(int permitCount, int queueLength, Map<String, String> more) throws Exception {
        Config config = config(permitCount, queueLength, more);
        // Time stands still for the queue: what is waited for here is decided by hand.
        permits = new FairPermits(
                "simulator",
                limit(permitCount),
                QueuePolicy.usual(queueLength, Duration.ofMillis(QUEUE_WAIT)),
                () -> 0);
        sessions = new MemorySessions(config.sessions(), Time.SYSTEM);
        channels = new Channels(config.channel(), logs, sessions, ChannelObserver.NOOP, new SplittableRandom(1));
        HubObserver observer = new HubObserver() {
            @Override
            public void ended(Ended request) {
                ended.add(request.status());
                usages.add(request.usage());
            }
        };
        UpstreamState state = new UpstreamState(
                config.upstreams().get("simulator"),
                provider.baseUrl(),
                UpstreamObserver.NOOP,
                Time.SYSTEM,
                new SplittableRandom(1));
        Quotas quotas = new Quotas(config, Runnable::run, () -> 0);
        Plan plan = Plan.of(config, quotas, Map.of("simulator", new Provider(state, permits)));
        hub = new Hub(config, () -> plan, logs, channels, sessions, new OpenAiFold(), observer, clock);
        sessions.listen(channels);
        channels.presence(hub);
        upstream = on(() -> new Upstream(real, state));
        readers = on(() -> new Loop(real, Time.SYSTEM));
        lane = on(() -> new Lane(timers.vertx, readers, known -> upstream));
    }

    private PermitLimit limit(int permits) {
        return new PermitLimit() {
            @Override
            public int permits() {
                return permits;
            }

            @Override
            public void returned(Outcome outcome, long firstTokenNanos, int inUse, long now) {
                returned.add(outcome + (firstTokenNanos < 0 ? "" : ", timed"));
            }
        };
    }

    private static Config config(int permits, int queueLength, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("SLUICE_PERMITS", Integer.toString(permits));
        environment.put("SLUICE_QUEUE_LENGTH", Integer.toString(queueLength));
        environment.put("UPSTREAM_RETRY_LIMIT", "0");
        environment.put("SLUICE_QUEUE_WAIT", QUEUE_WAIT + "ms");
        environment.put("SLUICE_DISCONNECT_GRACE", GRACE + "ms");
        ConfigLoader.Result result = ConfigLoader.loadDefault(environment);
        if (result instanceof ConfigLoader.Valid valid) return valid.config();
        throw new AssertionError(result);
    }

    static OpenAiRequest request(boolean stream) {
        return OpenAiRequest.read(Buffer.buffer(
                "{\"model\":\"sim\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));
    }

    /** What one node's limits decide, is there when the call returns. */
    <T> T now(Callable<Future<T>> call) throws Exception {
        Future<T> done = on(call);
        assertTrue(done.isComplete());
        if (done.failed()) throw (Exception) done.cause();
        return done.result();
    }

    Completion direct() throws Exception {
        return now(() -> hub.direct(lane, WHO, Provenance.NONE, request(true), null));
    }

    Asked json() throws Exception {
        return now(() -> hub.json(lane, WHO, Provenance.NONE, request(false), null));
    }

    /** Runs it on the lane's loop and waits for it. */
    <T> T on(Callable<T> work) throws Exception {
        return loop.on(work);
    }

    void run(Runnable work) throws Exception {
        loop.run(work);
    }

    void fire(long millis) throws Exception {
        on(() -> timers.fire(millis));
    }

    void until(String what, BooleanSupplier so) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (!on(so::getAsBoolean)) {
            assertTrue(System.nanoTime() - end < 0, "did not come to be: " + what + "; ended: " + ended);
            LockSupport.parkNanos(200_000);
        }
    }

    void untilEnded(String... statuses) throws Exception {
        until("ended " + List.of(statuses), () -> ended.size() >= statuses.length);
        assertEquals(List.of(statuses), ended);
    }

    /** Nothing is held for anybody any more. */
    void assertIdle() throws Exception {
        until("no permit out", () -> permits.inUse() == 0);
        until("nothing running", () -> hub.running() == 0);
        assertEquals(0, permits.waiting());
        until("no timer left", () -> timers.live() == 0);
    }

    void close() throws Exception {
        run(readers::close);
        on(upstream::close).await(10, TimeUnit.SECONDS);
        real.close().await(10, TimeUnit.SECONDS);
    }
}
