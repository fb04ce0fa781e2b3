package dev.sluice.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Redis, a process of its own on a free port of this machine, with its files in a folder of its own. It can be killed, frozen
 * and started again, with what it held or without. Not for several threads.
 */
public final class RedisServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final RedisBinary binary;
    private final int port;
    private final Path folder;
    private final List<String> options;
    private Process process;

    /** A test run that is cut short leaves nothing behind. */
    private Thread ending = new Thread(() -> {});

    private RedisServer(RedisBinary binary, int port, Path folder, List<String> options) {
        this.binary = binary;
        this.port = port;
        this.folder = folder;
        this.options = options;
    }

    /** The best that the machine has. @param options of its command line, such as {@code --requirepass secret} */
    public static RedisServer start(String... options) throws IOException {
        return start(RedisBinary.best(), options);
    }

    /** What it holds is on disk after each command: a kill loses nothing. */
    public static RedisServer start(RedisBinary binary, String... options) throws IOException {
        binary.file();
        Path folder = Files.createTempDirectory("sluice-redis");
        RedisServer server = new RedisServer(binary, freePort(), folder, List.of(options));
        server.startAgain();
        return server;
    }

    /** Waits until it accepts connections and has read what it held. */
    public void startAgain() throws IOException {
        List<String> command = new ArrayList<>(List.of(binary.file().toString()));
        command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", folder.toString()));
        command.addAll(List.of("--save", "", "--appendonly", "yes", "--appendfsync", "no", "--daemonize", "no"));
        command.addAll(options);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Runtime.getRuntime().removeShutdownHook(ending);
        Process started = process;
        ending = new Thread(started::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(ending);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline)
                throw new IOException("Redis did not start: " + Files.readString(folder.resolve("log")));
            Thread.onSpinWait();
        }
    }

    /** Whether it answers a PING with anything but that it is still loading. */
    private boolean answers() throws IOException {
        try {
            return !talk("PING").startsWith("-LOADING");
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** The first line of its reply to a command without blanks in its words, over a connection without a password. */
    public String talk(String command) throws IOException {
        return lines(port, command, 1)[0];
    }

    /** The first lines of a server's reply, as many as there are of those asked for. */
    static String[] lines(int port, String command, int count) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            socket.setSoTimeout(5000);
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String[] lines = new String[count];
            for (int i = 0; i < count && (i == 0 || lines[0].matches("[$*].*")); i++) lines[i] = in.readLine();
            if (lines[0] == null) throw new IOException("Redis closed the connection");
            return lines;
        }
    }

    /** The same where the reply is a text or a number: without what says which. */
    public String ask(String command) throws IOException {
        String[] lines = lines(port, command, 2);
        return lines[0].startsWith("$") ? lines[1] : lines[0].substring(1);
    }

    /** Lets time go by: whatever expires does so that much earlier. */
    public void age(Duration by) throws IOException {
        String script = "local now=redis.call('keys','*') for i=1,#now do local left=redis.call('pttl',now[i])"
                + " if left>0 then redis.call('pexpire',now[i],left-" + by.toMillis() + ") end end return #now";
        String said = talk("EVAL \"" + script + "\" 0");
        if (!said.startsWith(":")) throw new IOException(said);
    }

    /** SIGKILL; what it held stays on disk. */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Stops it in the middle of whatever it does; its connections stay open. */
    public void freeze() throws IOException {
        signal("STOP");
    }

    public void thaw() throws IOException {
        signal("CONT");
    }

    /** Starts it again with what it held. */
    public void restart() throws IOException {
        kill();
        startAgain();
    }

    /** Starts it again with nothing. */
    public void restartEmpty() throws IOException {
        kill();
        forget();
        startAgain();
    }

    /** What it held is gone at the next start. */
    public void forget() throws IOException {
        delete(folder);
        Files.createDirectories(folder);
    }

    private void signal(String name) throws IOException {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start();
            if (kill.waitFor() != 0) throw new IOException("kill -" + name + " failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private void await() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                throw new IllegalStateException("Redis does not die");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A port that was free just now; kept, so that it comes back where it was. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        Runtime.getRuntime().removeShutdownHook(ending);
        delete(folder);
    }
}
