package dev.sluice.upstream;

import static dev.sluice.upstream.ScriptedProvider.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.model.UpstreamPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long connections are kept. */
final class ConnectionsTest extends UpstreamTestBase {
    private static final Duration LONG = Duration.ofMinutes(2);

    private void kept(Duration idle, Duration lifetime) throws Exception {
        UpstreamPolicy d = ONE_ATTEMPT;
        policy = new UpstreamPolicy(
                d.balance(),
                d.slowStart(),
                d.keyRest(),
                null,
                d.retry(),
                d.health(),
                d.ejection(),
                new UpstreamPolicy.Connections(0, idle, lifetime));
        provider((socket, request) -> socket.write(answer("fine")));
    }

    private void call() throws Exception {
        Told told = new Told();
        stream(told);
        List<String> words = told.all();
        assertEquals("ended", words.get(words.size() - 1));
    }

    @Test
    void oneIsUsedAgain() throws Exception {
        kept(LONG, Duration.ZERO);
        for (int i = 0; i < 5; i++) call();
        assertEquals(1, provider.connections.get());
    }

    @Test
    void anIdleOneIsGivenUp() throws Exception {
        kept(Duration.ofSeconds(1), Duration.ZERO);
        call();
        provider.awaitClosed();
    }

    @Test
    void anOldOneIsGivenUpHoweverBusyItWas() throws Exception {
        kept(LONG, Duration.ofSeconds(1));
        call();
        provider.awaitClosed();
        call();
        assertEquals(2, provider.connections.get());
    }
}
