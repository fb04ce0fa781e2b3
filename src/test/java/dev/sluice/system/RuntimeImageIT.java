package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.deploy.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes into the image, made by the script that the Dockerfile runs: a runtime of the needed modules alone, which starts the jar
 * from its archive of classes and serves.
 */
final class RuntimeImageIT {
    private static final Pattern READY = Pattern.compile("(?m)^Sluice is ready on (http://\\S+)$");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @Test
    @Timeout(300)
    void theRuntimeStartsTheJarFromItsArchiveAndServes() throws Exception {
        Path image = folder.resolve("image");
        ProcessBuilder build = Tool.find("bash", "bash")
                .process(Path.of("."), "docker/build-runtime", "target/sluice.jar", image.toString());
        build.environment().put("JAVA_HOME", System.getProperty("java.home"));
        System.out.println(Tool.run(build, 240).succeeded());

        Path log = folder.resolve("node.log");
        Path classes = folder.resolve("classes.log");
        ProcessBuilder start = new ProcessBuilder(List.of(
                image.resolve("jre/bin/java").toString(),
                "@" + image.resolve("java.options"),
                "-Xlog:class+load:file=" + classes,
                "-jar",
                image.resolve("sluice.jar").toString(),
                "run"));
        start.environment().put("SLUICE_PORT", "0");
        start.environment().put("SLUICE_MANAGEMENT_PORT", "0");
        long began = System.nanoTime();
        Process node =
                start.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            Waiting.until("the node is ready", PATIENCE, () -> {
                assertTrue(node.isAlive(), () -> read(log));
                return READY.matcher(read(log)).find();
            });
            System.out.println("ready after " + (System.nanoTime() - began) / 1_000_000 + " ms");
            Matcher ready = READY.matcher(read(log));
            assertTrue(ready.find());
            Visitor visitor = Visitor.of(URI.create(ready.group(1)));
            assertEquals(200, visitor.send("GET", "/v1/models", null).statusCode());
            String loaded = read(classes);
            assertTrue(
                    loaded.contains("dev.sluice.app.Node source: shared objects file (top)"),
                    "the archive was not used");
            // The difference between the two runs is small: a handful of classes that the first had no use for.
            long read = loaded.lines().filter(l -> l.contains("source: file:")).count();
            long shared =
                    loaded.lines().filter(l -> l.contains("source: shared")).count();
            assertTrue(read * 10 < shared, read + " classes come from the jar and " + shared + " from the archive");
        } finally {
            node.destroy();
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
