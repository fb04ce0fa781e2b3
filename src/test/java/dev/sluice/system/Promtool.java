package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Prometheus' own judge of expositions. Where it is missing the test is skipped with a line; with {@code CI=true} it fails. */
final class Promtool {
    private static final String MISSING =
            "promtool was not found: install prometheus (on Debian: apt-get install prometheus)";

    private Promtool() {}

    /** Fails with whatever it says. */
    static void check(Scrape scrape) throws Exception {
        boolean there = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, "promtool").canExecute());
        if (!there) {
            if ("true".equals(System.getenv("CI"))) fail(MISSING);
            abort(MISSING);
        }
        Process process = new ProcessBuilder("promtool", "check", "metrics")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().write(scrape.text().getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor(10, TimeUnit.SECONDS);
        assertEquals("", said);
        assertEquals(0, process.exitValue());
    }
}
