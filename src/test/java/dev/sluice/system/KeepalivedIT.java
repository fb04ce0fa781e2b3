package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.deploy.Tool;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code keepalived --config-test} finds no fault in what we give away, on either of the two machines. */
final class KeepalivedIT {
    private static final Path SOURCE = Path.of("conf/keepalived");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"a", "b"})
    void theConfigurationIsValid(String machine) throws Exception {
        assertEquals(new Tool.Outcome(0, ""), test(machine, config()));
    }

    @Test
    void aFaultWouldBeFound() throws Exception {
        Tool.Outcome outcome = test("a", config().replace("priority", "priorty"));
        assertNotEquals(0, outcome.exit());
        assertTrue(outcome.output().contains("priorty"), outcome.output());
    }

    /** With the paths and the network interface of this machine. */
    private String config() throws IOException {
        return Files.readString(SOURCE.resolve("keepalived.conf"))
                .replace("/etc/keepalived/", folder + "/")
                .replace("interface eth0 ", "interface " + anyInterface() + " ");
    }

    private static String anyInterface() throws IOException {
        return NetworkInterface.networkInterfaces()
                .filter(n -> {
                    try {
                        return !n.isLoopback() && n.isUp();
                    } catch (IOException e) {
                        return false;
                    }
                })
                .map(NetworkInterface::getName)
                .findFirst()
                .orElseGet(() -> abort("no network interface but loopback: keepalived would take none"));
    }

    /**
     * In a process namespace of its own: up to 2.2.7 the test of a configuration with a script's user ends its own parent unless
     * that is process 0 (fixed upstream in 2.2.8). And keepalived runs scripts of root's folders alone.
     */
    private Tool.Outcome test(String machine, String config) throws Exception {
        Tool keepalived = Tool.find("keepalived", "Debian's package keepalived");
        assumeTrue("root".equals(System.getProperty("user.name")), "keepalived's own check needs root");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path script = Files.copy(SOURCE.resolve("check-haproxy"), folder.resolve("check-haproxy"));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path file = Files.writeString(folder.resolve("keepalived.conf"), config);
        List<String> command = new ArrayList<>(List.of("--pid", "--fork", "--kill-child"));
        command.addAll(List.of(keepalived.file().toString(), "--config-test", "--config-id=" + machine));
        command.addAll(List.of("--use-file", file.toString()));
        return Tool.find("unshare", "util-linux").run(folder, command.toArray(String[]::new));
    }
}
