package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.simulator.Simulator;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cursors, cookies and messages that are wrong: answered in band, and nobody else's tab notices. */
final class BadChannelInputIT extends BesideSomebody {
    private static final String MODEL = "sim-instant;tokens=50";

    @Override
    void come() throws Exception {
        visitor.send("PUT", "/api/v1/tabs/bad", null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "EPOCH;",
                "EPOCH;1;1",
                "EPOCH;x",
                "zzzzz;1;1.2",
                "EPOCH;99",
                "EPOCH;1;1.999999",
                "EPOCH;9999999999999999999999",
                "<script>alert(1)</script>",
                "0",
                "-1"
            })
    void aCursorThatCannotBeTrueGetsAHelloThatSaysSoAndASnapshot(String cursor) throws Exception {
        String stream = visitor.submit(MODEL, "Where was I?", "bad");
        Eventually.idle(node);
        Page page = new Page();
        try (RawChannel first = tabChannel()) {
            first.readUntil(page, () -> page.hasEnded(stream));
            String epoch = first.lastEventId().substring(0, first.lastEventId().indexOf(';'));
            Page again = new Page();
            try (RawChannel next = tabChannel("Last-Event-ID", cursor.replace("EPOCH", epoch))) {
                assertEquals(200, next.status());
                next.readUntil(again, () -> again.hasEnded(stream));
            }
            assertEquals(false, again.resumed());
            assertEquals(1, again.snapshots());
            assertEquals(
                    Simulator.expectedText(MODEL, Visitor.messages("Where was I?")),
                    again.answer(stream).text());
        }
    }

    @Test
    void theIdOfAFinalGoodbyeIsAnsweredWithNothing() throws Exception {
        assertEquals(
                204,
                visitor.send("GET", "/api/v1/channel", null, "last-event-id", "stop")
                        .statusCode());
    }

    @Test
    void aSecondNodesCookieIsNobodysAndAnEventSourceIsToldInBand() throws Exception {
        try (TestNode other = TestNode.start()) {
            Visitor stranger = Visitor.of(other);
            String cookie = "sluice_session=" + stranger.token();
            Page page = new Page();
            try (RawChannel channel = RawChannel.open(node.port(), "/api/v1/channel", null, "Cookie", cookie)) {
                assertEquals(200, channel.status());
                channel.readUntil(page, () -> false);
                assertEquals("stop", channel.lastEventId());
            }
            assertEquals("unauthorized", page.bye().getString("reason"));
            assertEquals(false, page.bye().getBoolean("reconnect"));
            Visitor renewed = Visitor.of(node);
            assertNotEquals(stranger.token(), renewed.token());
        }
    }

    @Test
    void aTabThatIsNotOpenGetsNoChannel() throws Exception {
        var response = visitor.send("GET", "/api/v1/channel?tab=nope", null);
        assertEquals(404, response.statusCode());
        assertTrue(response.body().contains("tab: got \\\"nope\\\", expected an open one"), response.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{nope                                            | null    | body: got \"{nope\", expected a JSON object",
                "7                                                | null    | body: got \"7\", expected a JSON object",
                "{}                                               | command | command: got nothing, expected a string",
                "{\"command\":7}                                  | command | command: got 7, expected a string",
                "{\"command\":\"dance\",\"ref\":1}                | command | command: got \"dance\", expected submit, cancel,",
                "{\"command\":\"submit\",\"data\":[]}             | data    | data: got ",
                "{\"command\":\"submit\",\"data\":{}}             | model   | model: got nothing",
                "{\"command\":\"cancel\",\"data\":{\"stream\":5}} | stream  | stream: got 5, expected a string",
                "{\"command\":\"cancel\",\"data\":{\"stream\":\"no\"}} | stream | stream: got \"no\", expected one of this",
                "{\"command\":\"tab.open\",\"data\":{\"tab\":\"a\\r\\nb\"}} | tab | tab: got \"a\\u000d\\u000ab\", expected 1 to 64"
            })
    void aMessageThatIsWrongIsAnsweredAndTheSocketStays(String message, String field, String text) throws Exception {
        SocketReader reader = new SocketReader();
        WebSocket socket = socket(reader);
        socket.sendText(message, true).get(5, TimeUnit.SECONDS);
        refused(reader.next("reply"), field, text);
        socket.sendText("{\"command\":\"tab.open\",\"ref\":\"r\",\"data\":{\"tab\":\"bad\"}}", true);
        JsonObject fine = reader.next("reply").getJsonObject("data");
        assertEquals(true, fine.getBoolean("ok"));
        assertEquals("r", fine.getString("ref"));
        socket.abort();
    }

    @Test
    void aBinaryMessageIsAnswered() throws Exception {
        SocketReader reader = new SocketReader();
        WebSocket socket = socket(reader);
        socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).get(5, TimeUnit.SECONDS);
        refused(reader.next("reply"), "null", "message: got binary, expected text");
        socket.abort();
    }

    @Test
    void aFrameThatIsTooLargeEndsThatSocketAlone() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", node.port())) {
            socket.setSoTimeout(5_000);
            OutputStream out = socket.getOutputStream();
            out.write(upgrade().getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(200);
            assertTrue(new String(answer, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 101 "), "upgraded");
            // RFC 6455, 5.2: the last frame of a text, masked, with a length of 64 bits.
            ByteBuffer frame =
                    ByteBuffer.allocate(14).put((byte) 0x81).put((byte) 0xff).putLong(300_000);
            out.write(frame.array());
            out.write(new byte[1_000]);
            byte[] all = socket.getInputStream().readAllBytes();
            String why = "message: larger than 262144 bytes, the limit";
            ByteBuffer close = ByteBuffer.wrap(all, all.length - 4 - why.length(), 4);
            assertEquals((byte) 0x88, close.get(), "the last frame is a close");
            assertEquals(2 + why.length(), close.get());
            assertEquals(1009, close.getShort(), "too big to process");
            assertTrue(new String(all, StandardCharsets.US_ASCII).endsWith(why));
        }
    }

    @Test
    void whoSendsCommandsAndReadsNoRepliesIsNotReadEither() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", node.port())) {
            socket.setSendBufferSize(16 * 1024);
            OutputStream out = socket.getOutputStream();
            out.write(upgrade().getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readNBytes(200);
            String command = "{\"command\":\"" + "x".repeat(100) + "\"}";
            // RFC 6455, 5.2: masked with zeros, which leaves the text as it is.
            byte[] frame = ByteBuffer.allocate(6 + command.length())
                    .put((byte) 0x81)
                    .put((byte) (0x80 | command.length()))
                    .putInt(0)
                    .put(command.getBytes(StandardCharsets.US_ASCII))
                    .array();
            AtomicLong sent = new AtomicLong();
            Thread flood = new Thread(() -> {
                try {
                    while (sent.addAndGet(frame.length) < 200L << 20) out.write(frame);
                } catch (IOException closed) {
                    // The test is over.
                }
            });
            flood.start();
            long[] last = {-1};
            Eventually.within(20, "the server stops reading", () -> {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(700));
                long now = sent.get();
                boolean stands = now == last[0];
                last[0] = now;
                return stands;
            });
            System.out.println("the server stopped reading after " + last[0] + " bytes of commands");
            assertTrue(flood.isAlive() && last[0] < 64 << 20, "" + last[0]);
        }
    }

    private String upgrade() {
        return "GET /api/v1/channel?tab=bad HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sluice.v1\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: " + visitor.bearer() + "\r\n\r\n";
    }

    private static void refused(JsonObject reply, String field, String text) {
        JsonObject data = reply.getJsonObject("data");
        assertEquals(false, data.getBoolean("ok"));
        JsonObject problem = data.getJsonObject("problem");
        assertEquals(field, String.valueOf(problem.getString("field")), problem.encode());
        assertTrue(problem.getString("detail").contains(text), problem.encode());
    }

    private RawChannel tabChannel(String... headers) throws Exception {
        return RawChannel.open(node.port(), "/api/v1/channel?tab=bad", visitor.bearer(), headers);
    }

    private WebSocket socket(SocketReader reader) throws Exception {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header("Authorization", visitor.bearer())
                .subprotocols("sluice.v1")
                .buildAsync(URI.create("ws://127.0.0.1:" + node.port() + "/api/v1/channel?tab=bad"), reader)
                .get(10, TimeUnit.SECONDS);
    }
}
