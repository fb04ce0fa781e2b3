package dev.sluice.redis;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import redis.embedded.core.ExecutableProvider;

/** Which Redis a test runs against. */
public enum RedisBinary {
    /** 6.2, out of a jar: there wherever Maven is. */
    EMBEDDED,
    /** The machine's {@code redis-server}, 7 or newer. */
    INSTALLED;

    private static final String MISSING = "no redis-server was found: install one of version 7 or newer"
            + " (on Debian: apt-get install redis-server) to run the tests against it";

    private static final class Unpacked {
        static final Path FILE = unpack();

        private static Path unpack() {
            try {
                return ExecutableProvider.newJarResourceProvider().get().toPath();
            } catch (IOException e) {
                throw new IllegalStateException("the embedded Redis does not run on this machine", e);
            }
        }
    }

    /** Those that this machine has; the embedded one alone where no other is installed and this is no build server. */
    public static List<RedisBinary> available() {
        return onPath("redis-server") == null && !"true".equals(System.getenv("CI"))
                ? List.of(EMBEDDED)
                : List.of(values());
    }

    /** The installed one where there is one. */
    public static RedisBinary best() {
        return onPath("redis-server") == null ? EMBEDDED : INSTALLED;
    }

    /** Skips (or, on CI, fails) the test that asks for an installed Redis where there is none. */
    public Path file() {
        if (this == EMBEDDED) return Unpacked.FILE;
        Path found = onPath("redis-server");
        if (found == null) {
            if ("true".equals(System.getenv("CI"))) fail(MISSING);
            abort(MISSING);
        }
        return found;
    }

    /** Null where there is no such program. */
    static Path onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }
}
