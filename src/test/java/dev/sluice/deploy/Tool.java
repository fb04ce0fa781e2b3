package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A command that a test runs for real. Where it is not on the path the test is skipped with a line that names Debian's package;
 * with {@code CI=true} it fails.
 */
public final class Tool {
    private static final int SECONDS = 60;

    private final Path file;

    private Tool(Path file) {
        this.file = file;
    }

    /** What came of a run; both outputs in one, in their order. */
    public record Outcome(int exit, String output) {
        /** Fails unless the exit code is 0. */
        public String succeeded() {
            if (exit != 0) fail("exit code " + exit + ":\n" + output);
            return output;
        }
    }

    /**
     * Finds one, or skips (or, on CI, fails) the test that asks for it.
     *
     * @param source where it comes from, such as {@code Debian's package prometheus}
     */
    public static Tool find(String name, String source) {
        String path = System.getenv("PATH") + File.pathSeparator + "/usr/sbin" + File.pathSeparator + "/sbin";
        Path found = Stream.of(path.split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
        if (found != null) return new Tool(found);
        String missing = "no " + name + " was found: install " + source + " to run this test";
        if ("true".equals(System.getenv("CI"))) fail(missing);
        return abort(missing);
    }

    public Path file() {
        return file;
    }

    /** A process to be started by the caller, who ends it. */
    public ProcessBuilder process(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    }

    /** Runs it to its end, at most a minute. */
    public Outcome run(Path folder, String... arguments) throws IOException, InterruptedException {
        return run(process(folder, arguments));
    }

    /** Runs it to its end, at most a minute. */
    public static Outcome run(ProcessBuilder command) throws IOException, InterruptedException {
        return run(command, SECONDS);
    }

    /** Runs it to its end, at most so many seconds. */
    public static Outcome run(ProcessBuilder command, int seconds) throws IOException, InterruptedException {
        Path output = Files.createTempFile("sluice-tool", ".out");
        try {
            Process process = command.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                fail(command.command() + " did not end within " + seconds + " s:\n" + Files.readString(output));
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
