package dev.sluice.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.system.TestNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A channel from another origin, where neither header nor cookie can travel. */
final class TicketTest {
    private static final String FRIEND = "https://chat.example.com";
    private static final String CHANNEL = "/api/v1/channel";
    private static TestNode node;
    private static Visitor visitor;

    @BeforeAll
    static void start() throws Exception {
        node = TestNode.start("SLUICE_CORS_ORIGINS", FRIEND);
        visitor = new Visitor(node);
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    private static String ticket(String session) {
        HttpResponse<String> issued =
                visitor.send("POST", "/api/v1/session/ticket", "", "authorization", "Bearer " + session);
        assertEquals(201, issued.statusCode(), issued.body());
        assertEquals(60, Visitor.json(issued).getInteger("expires_in"));
        return Visitor.json(issued).getString("ticket");
    }

    private static HttpResponse<InputStream> open(String path, String... headers) throws Exception {
        return visitor.client()
                .send(visitor.request("GET", path, null, headers), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** The names of the events up to {@code last}; the response stays open. */
    private static String eventsUpTo(HttpResponse<InputStream> response, String last) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        StringBuilder names = new StringBuilder();
        for (String line; (line = lines.readLine()) != null; ) {
            if (!line.startsWith("event: ")) continue;
            names.append(line.substring(7)).append(' ');
            if (line.endsWith(last)) break;
        }
        return names.toString().trim();
    }

    @Test
    void opensTheChannelOfItsSession() throws Exception {
        String ticket = ticket(visitor.session());
        HttpResponse<InputStream> channel =
                open(CHANNEL + "?ticket=" + ticket, "origin", FRIEND, "accept", "text/event-stream");
        assertEquals(200, channel.statusCode());
        assertEquals(
                FRIEND,
                channel.headers().firstValue("access-control-allow-origin").orElseThrow());
        assertEquals("hello", eventsUpTo(channel, "hello"));
        channel.body().close();
    }

    @Test
    void isTakenOnce() throws Exception {
        String path = CHANNEL + "?ticket=" + ticket(visitor.session());
        HttpResponse<InputStream> first = open(path, "accept", "text/event-stream");
        assertEquals("hello", eventsUpTo(first, "hello"));
        HttpResponse<InputStream> browser = open(path, "accept", "text/event-stream");
        assertEquals(200, browser.statusCode(), "an EventSource gives up on any error");
        assertEquals("bye", eventsUpTo(browser, "bye"));
        assertEquals(401, visitor.send("GET", path, null).statusCode());
        first.body().close();
    }

    @Test
    void isNoOtherSessionsWhateverCookieComesAlong() throws Exception {
        HttpResponse<InputStream> refused =
                open(CHANNEL + "?ticket=made-up", "cookie", visitor.session(), "accept", "text/event-stream");
        assertEquals("bye", eventsUpTo(refused, "bye"));
    }

    @Test
    void isIssuedToASessionAlone() {
        HttpResponse<String> refused = visitor.send("POST", "/api/v1/session/ticket", "");
        assertEquals(401, refused.statusCode());
        assertTrue(refused.body().contains("unknown_session"));
    }

    @Test
    void isGoneWithItsSession() {
        String session = visitor.session();
        String ticket = ticket(session);
        visitor.send("DELETE", "/api/v1/session", null, "authorization", "Bearer " + session);
        assertEquals(
                401, visitor.send("GET", CHANNEL + "?ticket=" + ticket, null).statusCode());
    }
}
