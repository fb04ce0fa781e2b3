package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A caller of any face that leaves, while the provider thinks or while it talks, stops the provider within a second. */
final class FaceLeaversIT {
    private static final String CONFIG = """
            listen: {port: 0, demo: false}
            management: {port: 0}
            simulator: {enabled: true}
            upstreams:
              openai-sim: {dialect: openai}
              anthropic-sim: {dialect: anthropic}
              gemini-sim: {dialect: gemini}
            routes:
            """;
    private static final String ROUTE = "  - {model: %1$s-%2$s, upstream: %2$s-sim, as: \"sim-instant;%3$s\"}%n";

    private static TestNode node;

    @BeforeAll
    static void start() throws Exception {
        StringBuilder config = new StringBuilder(CONFIG);
        for (Dialect dialect : Dialect.values()) {
            config.append(ROUTE.formatted("thinking", dialect.wire(), "ttft=60000"));
            config.append(ROUTE.formatted("talking", dialect.wire(), "rate=100;tokens=6000"));
        }
        node = TestNode.configured(config.toString());
    }

    @AfterAll
    static void stop() throws Exception {
        node.close();
    }

    static Stream<Arguments> matrix() {
        List<Arguments> all = new ArrayList<>();
        for (RawFace face : RawFace.values())
            for (Dialect upstream : Dialect.values())
                for (String model : new String[] {"thinking", "talking"}) all.add(Arguments.of(face, upstream, model));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void whoLeavesIsNoLongerAnswered(RawFace face, Dialect upstream, String doing) throws Exception {
        String model = doing + "-" + upstream.wire();
        byte[] body = face.body(model).encode().getBytes(StandardCharsets.UTF_8);
        String head =
                "POST " + face.path(model) + " HTTP/1.1\r\nhost: x\r\ncontent-length: " + body.length + "\r\n\r\n";
        long aborted = node.simulator().record().counts().aborted();
        try (Socket socket = new Socket("127.0.0.1", node.port())) {
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            Waiting.until("the provider is asked", Duration.ofSeconds(5), () -> running() == 1);
            boolean answers = face.stream() && doing.equals("talking");
            if (answers) assertEquals('H', socket.getInputStream().read());
        }
        Waiting.until("everything is given back", Duration.ofSeconds(1), () -> held() == 0);
        assertEquals(1, node.simulator().record().counts().aborted() - aborted);
    }

    private static int running() {
        return node.simulator().record().counts().running();
    }

    private static double held() {
        return running()
                + node.meter("permits_in_use")
                + node.meter("active_streams")
                + node.meter("endpoint_in_flight");
    }
}
