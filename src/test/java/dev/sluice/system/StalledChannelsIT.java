package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A channel whose client takes nothing loses its socket, not only its place in our books: nobody else would ever close it. */
final class StalledChannelsIT {
    /** No faster than it is flushed: of what piles up, only the text would be sent, in one event. */
    private static final String FLOOD = "sim;ttft=0;jitter=0;rate=1000;tokens=10000;bytes=800";

    private static final Duration SOON = Duration.ofSeconds(10);

    private TestNode node;
    private Visitor visitor;

    @BeforeEach
    void start() throws Exception {
        SocketTable.needed();
        node = TestNode.start("SLUICE_STALLED_AFTER", "2s");
        visitor = Visitor.of(node);
    }

    @AfterEach
    void stop() throws Exception {
        if (node != null) node.close();
    }

    private void fill(RawChannel channel) throws Exception {
        assertTrue(SocketTable.open(node.port(), channel.localPort()));
        visitor.submit(FLOOD, "Everything you know");
        Waiting.until("its socket is full", SOON, () -> node.meter("slow_readers") > 0);
    }

    private void closes(RawChannel channel) {
        Waiting.until("closed", SOON, () -> !SocketTable.open(node.port(), channel.localPort()));
    }

    @Test
    void anEventSourceIsCut() throws Exception {
        try (RawChannel channel = visitor.channel()) {
            fill(channel);
            closes(channel);
        }
    }

    @Test
    void anEventSourceThatDoesNotTakeItsGoodbyeIsCut() throws Exception {
        try (RawChannel channel = visitor.channel()) {
            fill(channel);
            try (RawChannel next = visitor.channel()) {
                Page page = new Page();
                next.readUntil(page, () -> page.hellos() == 1);
                Waiting.until("replaced", SOON, () -> node.meter("connections_closed") == 1);
                closes(channel);
            }
        }
    }

    @Test
    void aWebSocketIsCut() throws Exception {
        try (RawChannel channel = visitor.channel(
                "Connection", "Upgrade",
                "Upgrade", "websocket",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Protocol", "sluice.v1")) {
            assertEquals(101, channel.status());
            fill(channel);
            closes(channel);
        }
    }
}
