package dev.sluice.system;

import dev.sluice.fixture.Child;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A node as its users start it: a process of its own, with the command line, a configuration file and a heap of its own. */
final class ServerProcess implements AutoCloseable {
    private static final String READY = "Sluice is ready on ";
    private static final String MANAGEMENT = "Management: ";
    /** Without the tests' own classes: a node logs as its configuration says, not as the tests' does. */
    private static final String CLASS_PATH = Arrays.stream(
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                            .split(File.pathSeparator))
            .filter(entry -> !entry.endsWith("test-classes") && !entry.endsWith("test-classes" + File.separator))
            .collect(Collectors.joining(File.pathSeparator));

    private final Process process;
    private final URI base;
    private final URI management;
    private final StringBuffer said;
    private final Path stderr;

    private ServerProcess(Process process, URI base, URI management, StringBuffer said, Path stderr) {
        this.said = said;
        this.stderr = stderr;
        this.process = process;
        this.base = base;
        this.management = management;
    }

    /**
     * Starts one and waits until it is ready.
     *
     * @param folder      where its files go; {@code sluice.yaml} in it is its configuration, or else the embedded default is
     * @param java        options of the virtual machine
     * @param environment names and values in turns
     */
    static ServerProcess start(Path folder, List<String> java, String... environment) throws IOException {
        Path config = folder.resolve("sluice.yaml");
        if (!Files.exists(config)) Files.copy(Path.of("conf/sluice.yaml"), config);
        return launch(folder, config, null, java, environment);
    }

    /** @param yaml its configuration; its stderr is in the file {@code stderr} of the folder */
    static ServerProcess start(Path folder, String yaml, List<String> java, String... environment) throws IOException {
        return launch(folder, Files.writeString(folder.resolve("sluice.yaml"), yaml), null, java, environment);
    }

    /** The same with a name among those that share its Redis. */
    static ServerProcess named(String nodeId, Path folder, String yaml, List<String> java) throws IOException {
        return launch(folder, Files.writeString(folder.resolve("sluice.yaml"), yaml), nodeId, java);
    }

    private static ServerProcess launch(
            Path folder, Path config, String nodeId, List<String> java, String... environment) throws IOException {
        List<String> command = command(java, "run", "--config", config.toString());
        if (nodeId != null) command.addAll(List.of("--node-id", nodeId));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(folder.resolve("stderr").toFile());
        builder.environment().put("SLUICE_PORT", "0");
        builder.environment().put("SLUICE_MANAGEMENT_PORT", "0");
        for (int i = 0; i < environment.length; i += 2) builder.environment().put(environment[i], environment[i + 1]);
        Process process = builder.start();
        URI base = null;
        URI management = null;
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains(READY)) base = address(line, READY);
            if (line.contains(MANAGEMENT)) management = address(line, MANAGEMENT);
            if (management != null) break;
        }
        if (base == null || management == null) {
            process.destroyForcibly();
            throw new IOException("the server did not start: " + Files.readString(folder.resolve("stderr")));
        }
        StringBuffer said = new StringBuffer();
        Child.listen(out, line -> said.append(line).append('\n'));
        return new ServerProcess(process, base, management, said, folder.resolve("stderr"));
    }

    /** The command line that runs this build with those words. @param java options of the virtual machine */
    static List<String> command(List<String> java, String... words) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n $(ulimit -Hn); exec \"$@\"", "sh"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(java);
        command.addAll(List.of("-cp", CLASS_PATH, "dev.sluice.app.Main"));
        command.addAll(List.of(words));
        return command;
    }

    private static URI address(String line, String behind) {
        return URI.create(line.substring(line.indexOf(behind) + behind.length()).trim());
    }

    URI base() {
        return base;
    }

    /** The port for operators. */
    URI management() {
        return management;
    }

    /** What it has said since it was ready, wherever its log goes. */
    String said() {
        try {
            return said + Files.readString(stderr);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param name such as {@code TERM} */
    void signal(String name) throws Exception {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        if (status != 0) throw new IOException("kill -" + name + " failed with " + status);
    }

    /** The exit code; fails where the process is still there after so many seconds. */
    int exit(int seconds) throws Exception {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) throw new AssertionError("alive after " + seconds + " s");
        return process.exitValue();
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

    /** SIGKILL: it has no time for anything. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Child.end(process);
    }
}
