package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.sluice.simulator.Simulator;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one command of docs/cluster.md: two nodes and an HAProxy on this machine. */
@Timeout(120)
final class ClusterScriptIT {
    private static final String MODEL = "sim;ttft=100;rate=20;tokens=150";

    private final Map<String, Long> pids = new HashMap<>();
    private Process script;
    private URI door;
    private URI nodeA;
    private URI nodeB;

    @BeforeEach
    void up() throws Exception {
        for (String tool : List.of("redis-server", "haproxy")) {
            boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
            String missing = tool + " is not installed (on Debian: apt-get install " + tool + ")";
            if (!there && "true".equals(System.getenv("CI"))) fail(missing);
            if (!there) abort(missing);
        }
        ProcessBuilder builder = new ProcessBuilder("conf/cluster/up").redirectError(ProcessBuilder.Redirect.INHERIT);
        List<String> names = List.of(
                "DOOR_PORT",
                "NODE_A_PORT",
                "NODE_B_PORT",
                "MANAGE_A_PORT",
                "MANAGE_B_PORT",
                "REDIS_PORT",
                "PROVIDER_PORT");
        List<Integer> ports = freePorts(names.size());
        for (int i = 0; i < names.size(); i++) builder.environment().put(names.get(i), "" + ports.get(i));
        door = URI.create("http://127.0.0.1:" + ports.get(0));
        nodeA = URI.create("http://127.0.0.1:" + ports.get(1));
        nodeB = URI.create("http://127.0.0.1:" + ports.get(2));
        script = builder.start();
        BufferedReader out = script.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null && !line.startsWith("The demo:"); line = out.readLine()) {
            String[] words = line.split("[ ,]+");
            if (words.length > 2 && words[1].equals("pid")) pids.put(words[0], Long.parseLong(words[2]));
        }
        assertTrue(script.isAlive(), "the script ended");
        Waiting.until("both nodes take traffic", Duration.ofSeconds(20), () -> status() == 200);
    }

    @AfterEach
    void down() throws Exception {
        if (script == null) return;
        script.destroy();
        assertTrue(script.waitFor(60, TimeUnit.SECONDS), "it does not end");
        for (Map.Entry<String, Long> each : pids.entrySet())
            assertTrue(ProcessHandle.of(each.getValue()).isEmpty(), () -> each.getKey() + " is left");
    }

    @Test
    void anAnswerIsCompleteThoughTheNodeThatReadsItIsKilled() throws Exception {
        assertEquals(
                List.of("a", "b", "haproxy", "provider", "redis"),
                pids.keySet().stream().sorted().toList());
        List<Visitor> visitors = new ArrayList<>();
        List<String> streams = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            visitors.add(Visitor.of(door));
            // Asked at the nodes themselves, so that it is known who makes which; read through the proxy.
            streams.add(visitors.get(i).at(i % 2 == 0 ? nodeA : nodeB).submit(MODEL, "Who are you?"));
        }
        Page[] pages = new Page[6];
        String[] cursors = new String[6];
        for (int i = 0; i < 6; i++) {
            Page page = pages[i] = new Page();
            String stream = streams.get(i);
            try (RawChannel channel = visitors.get(i).channel()) {
                channel.readUntil(
                        page, () -> page.knows(stream) && page.answer(stream).seq() > 10);
                cursors[i] = channel.lastEventId();
            }
        }
        ProcessHandle.of(pids.get("a")).orElseThrow().destroyForcibly();
        int complete = 0;
        for (int i = 0; i < 6; i++) {
            Page page = pages[i];
            String stream = streams.get(i);
            while (!page.hasEnded(stream))
                try (RawChannel channel = visitors.get(i).channel("Last-Event-ID", cursors[i])) {
                    channel.readUntil(page, () -> page.hasEnded(stream));
                    if (channel.lastEventId() != null) cursors[i] = channel.lastEventId();
                }
            if (!page.answer(stream).end().equals("done")) continue;
            complete++;
            assertEquals(
                    Simulator.expectedText(MODEL, Visitor.messages("Who are you?")),
                    page.answer(stream).text());
        }
        assertEquals(3, complete, "those of the node that lived on");
    }

    private int status() {
        try {
            return Visitor.of(door).send("GET", "/ready", null).statusCode();
        } catch (Exception | AssertionError notYet) {
            return 0;
        }
    }

    private static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            while (sockets.size() < count) sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) socket.close();
        }
    }
}
