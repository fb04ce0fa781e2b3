package dev.sluice.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.edge.CredentialDigest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashKeyCommandTest {
    @Test
    void makesAKeyAndItsHash() {
        Terminal terminal = terminal("");
        assertEquals(0, terminal.execute("hash-key"));
        String[] lines = terminal.out().split("\n");
        assertTrue(lines[0].matches("key: {2}sk-sluice-[A-Za-z0-9_-]{43}"), lines[0]);
        assertEquals("hash: " + CredentialDigest.of(lines[0].substring(6)), lines[1]);
        assertEquals("", terminal.err());
    }

    @Test
    void hashesTheKeyThatItReadsWithoutShowingIt() {
        Terminal terminal = terminal("correct horse battery staple\r\nmore");
        assertEquals(0, terminal.execute("hash-key", "--stdin"));
        // sha256sum of the same bytes.
        assertEquals("hash: sha256:c4bbcb1fbec99d65bf59d85c8cb62ee2db963f0fe106f483d9afa73bd4e39a8a\n", terminal.out());
        assertEquals("", terminal.err());
    }

    @Test
    void warnsOfAKeyThatIsShort() {
        Terminal terminal = terminal("secret");
        assertEquals(0, terminal.execute("hash-key", "--stdin"));
        assertTrue(terminal.err().contains("less than 24 characters"), terminal.err());
    }

    @Test
    void refusesAnEmptyInput() {
        for (String input : new String[] {"", "\n", "  \nkey"}) {
            Terminal terminal = terminal(input);
            assertEquals(1, terminal.execute("hash-key", "--stdin"));
            assertEquals("", terminal.out());
        }
    }

    @Test
    void takesNoKeyAsAnArgument() {
        Terminal terminal = terminal("");
        assertEquals(2, terminal.execute("hash-key", "sk-sluice-abc"));
        assertFalse(terminal.out().contains("sha256"));
    }

    private static Terminal terminal(String input) {
        ByteArrayInputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        return new Terminal(new HashKeyCommand(in, new Random(7)));
    }
}
