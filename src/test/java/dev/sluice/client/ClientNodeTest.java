package dev.sluice.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the JavaScript client's own tests, which need nothing but Node.js 20: {@code node --test}. */
final class ClientNodeTest {
    private static final Path CLIENT = Path.of("frontend-demo", "client");
    private static final String MISSING =
            "node was not found: install Node.js 20 or later (on Debian: apt-get install nodejs) to test the client";

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 120, unit = TimeUnit.SECONDS)
    void theClientsOwnTestsPass() throws Exception {
        if (!nodeIsThere()) skipOrFail();
        List<String> command = new ArrayList<>(List.of("node", "--test"));
        command.addAll(tests());
        Path output = folder.resolve("output");
        Process node = new ProcessBuilder(command)
                .directory(CLIENT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertTrue(node.waitFor(100, TimeUnit.SECONDS), () -> "node --test hangs:\n" + read(output));
            assertEquals(0, node.exitValue(), () -> read(output));
        } finally {
            node.destroyForcibly();
        }
    }

    private static List<String> tests() throws IOException {
        try (Stream<Path> files = Files.list(CLIENT.resolve("test"))) {
            return files.map(file -> "test/" + file.getFileName())
                    .filter(name -> name.endsWith(".test.js"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean nodeIsThere() throws InterruptedException {
        try {
            Process version = new ProcessBuilder("node", "--version")
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return version.waitFor(20, TimeUnit.SECONDS) && version.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static void skipOrFail() {
        if ("true".equals(System.getenv("CI"))) fail(MISSING);
        abort(MISSING);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
