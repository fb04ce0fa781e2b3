package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Scrapers that ask for the metrics and never read them, and some that never finish asking: channels don't notice. */
final class HeldScrapesIT {
    private static final int HOLDERS = 200;
    private static final int RECEIVE_BUFFER = 4096;

    @Test
    void aScraperThatHoldsMetricsOpenHasNoEffectOnChannels() throws Exception {
        List<Socket> held = new ArrayList<>();
        try (TestNode node = TestNode.start();
                Bystander bystander = new Bystander(node, Visitor.of(node))) {
            URI management = URI.create("http://127.0.0.1:" + node.node().managementPort());
            for (int i = 0; i < HOLDERS; i++) held.add(hold(management, i % 4 > 0));
            long began = System.nanoTime();
            bystander.isUntouched();
            assertTrue(System.nanoTime() - began < 5e9, "an answer of 40 tokens took more than 5 s");
            assertTrue(Scrape.of(management).sum("delivered_events_total") > 0, "an honest scraper is served, too");
        } finally {
            for (Socket socket : held) socket.close();
        }
    }

    private static Socket hold(URI management, boolean asks) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), management.getPort()));
        String request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n" + (asks ? "\r\n" : "X-Half: ");
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }
}
