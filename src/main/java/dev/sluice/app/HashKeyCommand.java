package dev.sluice.app;

import dev.sluice.edge.CredentialDigest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code sluice hash-key}: makes an API key and prints it with the hash that goes into the configuration, or hashes a key
 * that it reads. Never takes a key as an argument: those show in every list of processes.
 */
@Command(
        name = "hash-key",
        description = "Make an API key, or read one, and print the hash for the configuration.",
        mixinStandardHelpOptions = true)
final class HashKeyCommand implements Callable<Integer> {
    private static final String PREFIX = "sk-sluice-";
    private static final int RANDOM_BYTES = 32;
    /** The hash has no salt: a key that can be guessed can be found from it. */
    private static final int SHORT_CHARS = 24;

    private final InputStream in;
    private final RandomGenerator random;

    @Spec
    private CommandSpec spec;

    @Option(names = "--stdin", description = "Hash the key on the first line of standard input instead of making one.")
    private boolean stdin;

    HashKeyCommand(InputStream in, RandomGenerator random) {
        this.in = in;
        this.random = random;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        String key = stdin ? read() : make();
        if (key.isEmpty()) {
            err.println("sluice: no key on standard input");
            return 1;
        }
        if (key.length() < SHORT_CHARS)
            err.println("sluice: a key of less than " + SHORT_CHARS + " characters can be guessed from its hash");
        if (!stdin) out.println("key:  " + key);
        out.println("hash: " + CredentialDigest.of(key));
        return 0;
    }

    private String read() throws IOException {
        String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        return line == null ? "" : line.strip();
    }

    private String make() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
