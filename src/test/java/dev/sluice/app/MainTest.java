package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    Path directory;

    private final Terminal terminal = new Terminal(new CheckCommand(Map.of("GIVEN", "x")));

    @Test
    void checkPrintsOkForAConfigurationWithoutFault() {
        assertEquals(0, terminal.execute("check", "--config", "conf/sluice.yaml"));
        assertEquals("ok\n", terminal.out());
        assertEquals("", terminal.err());
    }

    @Test
    void checkPrintsEveryFaultOnALineAndExitsWithOne() throws Exception {
        Path file = Files.writeString(directory.resolve("s.yaml"), """
                listen:
                  prot: 80
                upstreams: {a: {base_url: "${MISSING}", api_key: "${GIVEN}"}}
                routes: [{model: m, upstream: a}]
                """);
        assertEquals(1, terminal.execute("check", "--config", file.toString()));
        String[] lines = terminal.out().split("\n");
        assertEquals(2, lines.length, terminal.out());
        assertTrue(
                lines[0].matches("listen\\.prot: got an unknown key, expected .*did you mean port\\? \\(line 2\\)"),
                lines[0]);
        assertEquals(
                "upstreams.a.base_url: got ${MISSING}, expected the environment variable MISSING to be set (line 3)",
                lines[1]);
    }

    @Test
    void checkNamesAFileThatIsNotThere() {
        String file = directory.resolve("none.yaml").toString();
        assertEquals(1, terminal.execute("check", "--config", file));
        assertEquals(file + ": got no file to read (NoSuchFileException), expected a YAML file\n", terminal.out());
    }

    @Test
    void aWrongCallPrintsTheUsageAndExitsWithTwo() {
        for (String[] args : new String[][] {{}, {"check"}, {"chekc"}, {"check", "--confg", "x"}, {"--nonsense"}}) {
            Terminal fresh = new Terminal(new CheckCommand(Map.of()));
            assertEquals(2, fresh.execute(args));
            assertTrue(fresh.err().matches("(?s).*(Usage: sluice|Did you mean: sluice check).*"), fresh.err());
            assertEquals("", fresh.out());
        }
    }

    @Test
    void helpAndVersionExitWithZero() {
        assertEquals(0, terminal.execute("--version"));
        assertTrue(terminal.out().startsWith("sluice "), terminal.out());
        assertEquals(0, terminal.execute("--help"));
        assertTrue(terminal.out().contains("check"), terminal.out());
        assertEquals(0, terminal.execute("check", "--help"));
        assertFalse(terminal.out().isBlank());
    }
}
