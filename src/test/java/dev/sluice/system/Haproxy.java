package dev.sluice.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.deploy.Tool;
import dev.sluice.fixture.Child;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A real HAProxy with {@code conf/haproxy/haproxy.cfg}, as a process of its own, in front of two nodes. */
final class Haproxy implements AutoCloseable {
    static final Path SOURCE = Path.of("conf/haproxy");
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Path folder;
    private final Process process;
    private final int https;
    private final int http;
    private final int stats;

    private Haproxy(Path folder, Process process, int https, int http, int stats) {
        this.folder = folder;
        this.process = process;
        this.https = https;
        this.http = http;
        this.stats = stats;
    }

    static Tool tool() {
        return Tool.find("haproxy", "Debian's package haproxy");
    }

    /**
     * Starts one and waits until both nodes take traffic.
     *
     * @param keys     hashes for its list of keys
     * @param settings names and values of its variables in turns
     */
    static Haproxy start(Path folder, Certificate certificate, List<Integer> nodes, String keys, String... settings)
            throws Exception {
        return start(folder, text -> text, certificate, nodes, keys, settings);
    }

    /** @param edit makes of haproxy.cfg what this one is to go by, where no variable says it */
    static Haproxy start(
            Path folder,
            UnaryOperator<String> edit,
            Certificate certificate,
            List<Integer> nodes,
            String keys,
            String... settings)
            throws Exception {
        Path conf = install(folder.resolve("haproxy"));
        Path config = conf.resolve("haproxy.cfg");
        Files.writeString(config, edit.apply(Files.readString(config)));
        Files.writeString(conf.resolve("keys.lst"), keys);
        int https = Child.freePort();
        int http = Child.freePort();
        int stats = Child.freePort();
        Map<String, String> environment = new HashMap<>(Map.of(
                "CONF",
                conf.toString(),
                "BIND_HTTPS",
                "127.0.0.1:" + https,
                "BIND_HTTP",
                "127.0.0.1:" + http,
                "BIND_STATS",
                "127.0.0.1:" + stats,
                "STATS_SOCKET",
                conf.resolve("admin.sock").toString(),
                "CERTIFICATE",
                certificate.pem().toString(),
                "LOG",
                "stdout",
                "LOG_FORMAT",
                "raw",
                "MAXCONN",
                "2000"));
        environment.put("NODE_A", "127.0.0.1:" + nodes.get(0));
        environment.put("NODE_B", "127.0.0.1:" + nodes.get(1));
        for (int i = 0; i < settings.length; i += 2) environment.put(settings[i], settings[i + 1]);
        ProcessBuilder builder =
                tool().process(conf, "-f", conf.resolve("haproxy.cfg").toString());
        builder.environment().putAll(environment);
        builder.redirectOutput(folder.resolve("haproxy.log").toFile());
        Haproxy haproxy = new Haproxy(conf, builder.start(), https, http, stats);
        Waiting.until("HAProxy takes connections", PATIENCE, () -> haproxy.up() == nodes.size());
        return haproxy;
    }

    /** A copy of the files, which only a process of root can start as another user. */
    static Path install(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(SOURCE)) {
            for (Path file : files.toList()) {
                Path copy = folder.resolve(SOURCE.relativize(file).toString());
                if (Files.isDirectory(file)) Files.createDirectories(copy);
                else Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path config = folder.resolve("haproxy.cfg");
        if (!"root".equals(System.getProperty("user.name"))) {
            String text = Files.readString(config).replaceAll("(?m)^    (user|group) haproxy$", "");
            Files.writeString(config, text);
        }
        return folder;
    }

    URI uri(String path) {
        return URI.create("https://localhost:" + https + path);
    }

    URI plain(String path) {
        return URI.create("http://localhost:" + http + path);
    }

    URI stats(String path) {
        return URI.create("http://127.0.0.1:" + stats + path);
    }

    /** How many nodes it has that take new traffic; 0 where it does not run. */
    int up() {
        try {
            return (int) command("show servers state nodes")
                    .lines()
                    .map(line -> line.split(" "))
                    .filter(f -> f.length > 6 && f[1].equals("nodes") && f[5].equals("2"))
                    .count();
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** One command of its runtime API. */
    String command(String line) throws IOException {
        try (SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.connect(UnixDomainSocketAddress.of(folder.resolve("admin.sock")));
            socket.write(ByteBuffer.wrap((line + "\n").getBytes(UTF_8)));
            return new String(Channels.newInputStream(socket).readAllBytes(), UTF_8);
        }
    }

    /** All that it logged. */
    String log() throws IOException {
        return Files.readString(folder.resolveSibling("haproxy.log"));
    }

    @Override
    public void close() {
        Child.end(process);
    }
}
