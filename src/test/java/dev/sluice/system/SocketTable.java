package dev.sluice.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the kernel says of this machine's TCP sockets (proc(5), {@code /proc/net/tcp}): whether a server has closed its side cannot be
 * seen from a client that does not read.
 */
final class SocketTable {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";
    private static final int LOCAL = 1;
    private static final int REMOTE = 2;
    private static final int STATE = 3;

    private SocketTable() {}

    static void needed() {
        assumeTrue(Files.isReadable(TABLES.get(0)), "skipped: there is no /proc/net/tcp on this system");
    }

    /** Whether the socket between the two ports is open at the side of the first. */
    static boolean open(int here, int there) {
        return TABLES.stream()
                .filter(Files::isReadable)
                .flatMap(SocketTable::lines)
                .anyMatch(line -> {
                    String[] fields = line.strip().split("\\s+");
                    return fields[LOCAL].endsWith(port(here))
                            && fields[REMOTE].endsWith(port(there))
                            && fields[STATE].equals(ESTABLISHED);
                });
    }

    private static String port(int port) {
        return ":%04X".formatted(port);
    }

    private static Stream<String> lines(Path table) {
        try {
            return Files.readAllLines(table).stream().skip(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
