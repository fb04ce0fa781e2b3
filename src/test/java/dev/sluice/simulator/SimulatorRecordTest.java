package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class SimulatorRecordTest extends SimulatorTestBase {
    private static final long HTTP2_CANCEL = 8;

    @Test
    void countsWhatItServes() throws Exception {
        BlockingQueue<SeenRequest> seen = new LinkedBlockingQueue<>();
        simulator.onRequest(seen::add);
        RawAnswer answer = RawAnswer.of(port, ask("sim-instant;tokens=12"), "X-Mine: yes");
        ServedRequest served = nextEnded();
        assertEquals("req_" + served.id(), answer.headers().get("x-request-id"));
        assertEquals("sim-instant;tokens=12", served.model());
        assertEquals(12, served.tokens());
        assertEquals(Ending.COMPLETED, served.ending());
        assertTrue(served.endedNanos() > served.beganNanos());
        assertEquals(served, simulator.record().last().orElseThrow());
        SeenRequest request = seen.poll(10, TimeUnit.SECONDS);
        assertEquals(served.id(), request.id());
        assertEquals("yes", request.headers().get("x-mine"));
        assertEquals(ask("sim-instant;tokens=12"), request.body().toJsonObject());
        TrafficRecord.Counts counts = simulator.record().counts();
        assertEquals(
                List.of(1L, 1L, 1L, 12L), List.of(counts.begun(), counts.ended(), counts.completed(), counts.tokens()));
        assertEquals(0, counts.running());
    }

    @Test
    void stopsGeneratingOnceTheClientHasGone() throws Exception {
        try (Socket socket = RawAnswer.post(port, ask("sim;ttft=0;rate=100;jitter=0;tokens=5000"))) {
            for (int events = 0; events < 10; )
                if (RawAnswer.line(socket.getInputStream()).startsWith("data:")) events++;
        }
        ServedRequest served = nextEnded();
        assertEquals(Ending.ABORTED, served.ending());
        assertTrue(served.tokens() >= 9 && served.tokens() < 500, () -> "tokens " + served.tokens());
        assertEquals(1, simulator.record().counts().aborted());
    }

    @Test
    void noticesAClientThatLeavesBeforeTheFirstToken() throws Exception {
        for (boolean stream : new boolean[] {true, false}) {
            try (Socket socket =
                    RawAnswer.post(port, ask("sim;ttft=60000;head=60000").put("stream", stream))) {
                assertFalse(socket.isClosed());
            }
            ServedRequest served = nextEnded();
            assertEquals(Ending.ABORTED, served.ending());
            assertEquals(0, served.tokens());
        }
    }

    @Test
    void waitsForAReaderThatDoesNotRead() throws Exception {
        try (Socket socket = RawAnswer.post(port, ask("sim-instant;tokens=200000"))) {
            assertTrue(RawAnswer.line(socket.getInputStream()).contains("200"));
            // what another request needs in full, start to end, is time enough for this one to fill its socket
            for (int i = 0; i < 20; i++) RawAnswer.of(port, ask("sim-instant;tokens=2000"));
            ServedRequest slow = simulator.record().requests().get(0);
            assertTrue(slow.running());
            assertTrue(slow.tokens() < 60_000, () -> "tokens " + slow.tokens());
            assertEquals(
                    Simulator.expectedText("sim;tokens=200000", user(QUESTION)).length(),
                    new RawAnswer(200, Map.of(), RawAnswer.chunks(socket.getInputStream()), RawAnswer.End.CLEAN)
                            .text()
                            .length());
        }
    }

    @Test
    void knowsHowManyRunAtOnceAndHowManyConnectionsAreOpen() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 7; i++) sockets.add(RawAnswer.post(port, ask("sim;ttft=60000")));
        for (Socket socket : sockets) RawAnswer.line(socket.getInputStream());
        assertEquals(7, simulator.record().counts().running());
        assertEquals(7, simulator.record().counts().connections());
        for (Socket socket : sockets) socket.close();
        for (int i = 0; i < 7; i++) assertEquals(Ending.ABORTED, nextEnded().ending());
        JsonObject stats = RawAnswer.get(port, "/v1/_sim/stats").json();
        assertEquals(7, stats.getInteger("max_running"));
        assertEquals(7, stats.getInteger("aborted"));
        assertEquals(0, stats.getInteger("running"));
        assertEquals(8, stats.getInteger("connected"));
        assertEquals("aborted", stats.getJsonArray("requests").getJsonObject(0).getString("ending"));
    }

    @Test
    void closingEndsWhatRunsAndCountsNoClientAsGone() throws Exception {
        try (Socket socket = RawAnswer.post(port, ask("sim;ttft=60000"))) {
            RawAnswer.line(socket.getInputStream());
            simulator.close().await(10, TimeUnit.SECONDS);
            simulator.close().await(10, TimeUnit.SECONDS);
            assertEquals(Ending.CLOSED, nextEnded().ending());
            assertEquals(0, simulator.record().counts().aborted());
            while (RawAnswer.line(socket.getInputStream()) != null) {}
        }
    }

    @Test
    void speaksHttp2AndResetsOnlyTheStream() throws Exception {
        HttpClient client = vertx.createHttpClient(
                new HttpClientOptions().setProtocolVersion(HttpVersion.HTTP_2).setHttp2ClearTextUpgrade(false));
        http2(client, "sim-instant", HttpClientResponse::body).await(10, TimeUnit.SECONDS);
        boolean broken = http2(client, "sim-instant;fault=rst;at=3", HttpClientResponse::body)
                .map(false)
                .otherwise(true)
                .await(10, TimeUnit.SECONDS);
        assertTrue(broken);
        http2(
                        client,
                        "sim;ttft=60000",
                        response ->
                                response.exceptionHandler(ours -> {}).request().reset(HTTP2_CANCEL))
                .await(10, TimeUnit.SECONDS);
        http2(client, "sim-instant", HttpClientResponse::body).await(10, TimeUnit.SECONDS);
        assertEquals(1, simulator.record().counts().connected());
        List<Ending> endings = new ArrayList<>();
        for (int i = 0; i < 4; i++) endings.add(nextEnded().ending());
        assertEquals(1, endings.stream().filter(Ending.ABORTED::equals).count(), endings::toString);
    }

    /** @param then runs on the client's loop, before anything else of the response can arrive */
    private <T> Future<T> http2(HttpClient client, String model, Function<HttpClientResponse, Future<T>> then) {
        return client.request(HttpMethod.POST, port, "127.0.0.1", "/v1/chat/completions")
                .compose(request -> request.send(ask(model).toBuffer()))
                .compose(then);
    }
}
