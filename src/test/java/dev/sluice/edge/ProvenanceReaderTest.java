package dev.sluice.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.sluice.model.InvalidValueException;
import dev.sluice.model.Provenance;
import dev.sluice.model.TelemetryConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is believed about where a request came from. The peer is always 127.0.0.1 here. */
class ProvenanceReaderTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final ProvenanceReader NOBODY =
            new ProvenanceReader(List.of(), TelemetryConfig.QUIET, new SplittableRandom(1));
    private static final ProvenanceReader OURS =
            new ProvenanceReader(List.of("127.0.0.0/8", "10.0.0.0/8"), TelemetryConfig.QUIET, new SplittableRandom(1));
    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void shut() throws Exception {
        vertx.close().await(10, TimeUnit.SECONDS);
    }

    /** @param headers names and values in turns */
    private static Provenance read(ProvenanceReader reader, String... headers) throws Exception {
        BlockingQueue<Object> read = new LinkedBlockingQueue<>();
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    try {
                        read.add(reader.of(request));
                    } catch (RuntimeException e) {
                        read.add(e);
                    }
                    request.response().end();
                })
                .listen(0, "127.0.0.1")
                .await(10, TimeUnit.SECONDS);
        var client = vertx.createHttpClient();
        client.request(HttpMethod.GET, server.actualPort(), "127.0.0.1", "/v1/x?y=z")
                .compose(request -> {
                    for (int i = 0; i < headers.length; i += 2)
                        request.headers().add(headers[i], headers[i + 1]);
                    request.putHeader("host", "chat.example.com");
                    return request.send();
                })
                .await(10, TimeUnit.SECONDS);
        Object found = read.poll(10, TimeUnit.SECONDS);
        client.close().await(10, TimeUnit.SECONDS);
        server.close().await(10, TimeUnit.SECONDS);
        if (found instanceof RuntimeException e) throw e;
        return (Provenance) found;
    }

    @Test
    void withoutAProxyThePeerIsTheCaller() throws Exception {
        Provenance from = read(NOBODY);
        assertEquals("/v1/x", from.path());
        assertEquals("127.0.0.1", from.forwardedFor());
        assertEquals("127.0.0.1", from.realIp());
        assertEquals("http", from.proto());
        assertEquals("chat.example.com", from.host());
        assertNull(from.timeout());
        assertNull(from.traceparent());
    }

    @Test
    void whatAStrangerForwardsIsNotBelieved() throws Exception {
        Provenance from = read(
                NOBODY,
                "x-forwarded-for",
                "6.6.6.6",
                "x-forwarded-proto",
                "https",
                "x-forwarded-host",
                "evil.example",
                "x-real-ip",
                "6.6.6.6");
        assertEquals("127.0.0.1", from.forwardedFor());
        assertEquals("127.0.0.1", from.realIp());
        assertEquals("http", from.proto());
        assertEquals("chat.example.com", from.host());
    }

    @Test
    void aProxyOfOursIsBelievedAndItsAddressAdded() throws Exception {
        Provenance from = read(
                OURS,
                "x-forwarded-for",
                "6.6.6.6, 203.0.113.9",
                "x-forwarded-for",
                "10.1.2.3",
                "x-forwarded-proto",
                "https",
                "x-forwarded-host",
                "public.example.com");
        assertEquals("6.6.6.6, 203.0.113.9, 10.1.2.3, 127.0.0.1", from.forwardedFor());
        assertEquals(
                "203.0.113.9", from.realIp(), "the nearest that is no proxy of ours; further left anybody may write");
        assertEquals("https", from.proto());
        assertEquals("public.example.com", from.host());
    }

    @Test
    void aChainOfProxiesAloneEndsAtItsFirst() throws Exception {
        assertEquals(
                "10.9.9.9", read(OURS, "x-forwarded-for", "10.9.9.9, 10.1.2.3").realIp());
        assertEquals("127.0.0.1", read(OURS, "x-forwarded-for", "unknown").realIp());
        assertEquals("127.0.0.1", read(OURS).realIp());
    }

    @Test
    void aTraceIsPassedOnWhereItIsOne() throws Exception {
        assertEquals(
                TRACE, read(NOBODY, "traceparent", TRACE, "tracestate", "a=b").traceparent());
        assertEquals(
                "a=b,c=d",
                read(NOBODY, "traceparent", TRACE, "tracestate", "a=b", "tracestate", "c=d")
                        .tracestate());
        assertNull(read(NOBODY, "traceparent", "00-xyz", "tracestate", "a=b").traceparent());
        assertNull(read(NOBODY, "traceparent", "00-xyz", "tracestate", "a=b").tracestate());
        assertNull(read(NOBODY, "traceparent", TRACE, "tracestate", "a=" + "b".repeat(600))
                .tracestate());
    }

    @Test
    void theCallersTimeIsInMilliseconds() throws Exception {
        assertEquals(
                Duration.ofMillis(1500),
                read(NOBODY, ProvenanceReader.TIMEOUT, "1500").timeout());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.5", "1s", "9999999999"})
    void andNothingElse(String value) {
        InvalidValueException refused =
                assertThrows(InvalidValueException.class, () -> read(NOBODY, ProvenanceReader.TIMEOUT, value));
        assertEquals(ProvenanceReader.TIMEOUT, refused.field());
    }
}
