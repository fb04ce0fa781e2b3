package dev.sluice.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node as its users start it: a process of its own, with the command line, a configuration file and a heap of its own. */
final class ServerProcess implements AutoCloseable {
    private static final String READY = "Sluice is ready on ";
    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private final Process process;
    private final URI base;

    private ServerProcess(Process process, URI base) {
        this.process = process;
        this.base = base;
    }

    /**
     * Starts one with the embedded default's file and waits until it is ready.
     *
     * @param folder      where its files go
     * @param java        options of the virtual machine
     * @param environment names and values in turns
     */
    static ServerProcess start(Path folder, List<String> java, String... environment) throws IOException {
        Path config = Files.copy(Path.of("conf/sluice.yaml"), folder.resolve("sluice.yaml"));
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n $(ulimit -Hn); exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java);
        command.addAll(List.of("-cp", CLASS_PATH, "dev.sluice.app.Main", "run", "--config", config.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(folder.resolve("stderr").toFile());
        builder.environment().put("SLUICE_PORT", "0");
        builder.environment().put("SLUICE_MANAGEMENT_PORT", "0");
        for (int i = 0; i < environment.length; i += 2) builder.environment().put(environment[i], environment[i + 1]);
        Process process = builder.start();
        URI base = null;
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null && base == null; line = out.readLine()) {
            int at = line.indexOf(READY);
            if (at >= 0) base = URI.create(line.substring(at + READY.length()).trim());
        }
        if (base == null) {
            process.destroyForcibly();
            throw new IOException("the server did not start: " + Files.readString(folder.resolve("stderr")));
        }
        discard(out);
        return new ServerProcess(process, base);
    }

    /** A process whose output nobody reads would stop at a full pipe. */
    private static void discard(BufferedReader out) {
        Thread thread = new Thread(() -> {
            try {
                while (out.readLine() != null) {}
            } catch (IOException ended) {
                // The process is gone.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    URI base() {
        return base;
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Resident memory in bytes, as the kernel counts it; -1 where it does not tell. */
    long resident() throws IOException {
        return memory("VmRSS:");
    }

    /** The most that it ever was, likewise. */
    long peak() throws IOException {
        return memory("VmHWM:");
    }

    private long memory(String field) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) return -1;
        for (String line : Files.readAllLines(status))
            if (line.startsWith(field)) return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        return -1;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
