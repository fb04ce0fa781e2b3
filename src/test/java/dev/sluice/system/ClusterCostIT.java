package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.system.Fleet.Asked;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What it costs in Redis that answers of one node are read on another. */
@Timeout(120)
final class ClusterCostIT {
    private static final int ANSWERS = 20;
    private static final int READERS = 100;
    private static final int TOKENS = 300;
    private static final String MODEL = "sim;ttft=100;rate=50;tokens=" + TOKENS + ";seed=";

    private record Cost(long commands, long in, long out) {
        Cost since(Cost before) {
            return new Cost(commands - before.commands, in - before.in, out - before.out);
        }
    }

    @TempDir
    Path folder;

    @Test
    void aTokenCostsAFewCommandsHoweverManyReadIt() throws Exception {
        try (Fleet fleet = new Fleet(folder, System.nanoTime(), "a", "b")) {
            List<Visitor> visitors = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                visitors.add(fleet.visitor("a"));
                fleet.reader("b", visitors.get(i));
            }
            fleet.all("all read", 20, r -> r.hellos == 1);
            List<Asked> asked = new ArrayList<>();
            for (int i = 0; i < ANSWERS; i++) asked.add(Fleet.ask(visitors.get(i), MODEL + i, "Cost"));
            for (int i = ANSWERS; i < READERS; i++) {
                Asked each = asked.get(i % ANSWERS);
                String body = "{\"share\":\"" + each.share() + "\"}";
                assertEquals(
                        202,
                        visitors.get(i)
                                .send("POST", "/api/v1/streams/" + each.stream() + "/subscribe", body)
                                .statusCode());
            }
            Cost before = cost(fleet);
            double tokensBefore = fleet.meter("a", "cluster_events_total");
            double deliveredBefore = fleet.meter("b", "delivered_events_total");
            fleet.all("all answers have ended", 60, r -> r.ended() == 1);
            for (int i = 0; i < READERS; i++) Fleet.complete(fleet.readers.get(i), asked.get(i % ANSWERS));
            Cost cost = cost(fleet).since(before);
            double tokens = fleet.meter("a", "cluster_events_total") - tokensBefore;
            double delivered = fleet.meter("b", "delivered_events_total") - deliveredBefore;
            System.out.printf(
                    "Redis, for %.0f events of %d answers, and %.0f delivered to %d readers at another node: %d commands,"
                            + " %d bytes in, %d out; per event %.2f commands, %.0f bytes in, %.0f out;"
                            + " per delivered event %.3f commands, %.1f bytes in, %.1f out%n",
                    tokens,
                    ANSWERS,
                    delivered,
                    READERS,
                    cost.commands,
                    cost.in,
                    cost.out,
                    cost.commands / tokens,
                    cost.in / tokens,
                    cost.out / tokens,
                    cost.commands / delivered,
                    cost.in / delivered,
                    cost.out / delivered);
            assertTrue(tokens > ANSWERS * TOKENS / 2.0, "most of it was before or after: " + tokens);
            assertTrue(cost.commands / tokens < 4, "commands per event: " + cost.commands / tokens);
        }
    }

    private static Cost cost(Fleet fleet) throws IOException {
        return new Cost(
                info(fleet, "total_commands_processed"),
                info(fleet, "total_net_input_bytes"),
                info(fleet, "total_net_output_bytes"));
    }

    private static long info(Fleet fleet, String field) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), fleet.redis.port())) {
            socket.getOutputStream().write("INFO stats\r\n".getBytes(StandardCharsets.UTF_8));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine())
                if (line.startsWith(field + ":")) return Long.parseLong(line.substring(field.length() + 1));
            throw new IOException("Redis does not tell " + field);
        }
    }
}
