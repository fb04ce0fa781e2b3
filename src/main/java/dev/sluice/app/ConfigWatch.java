package dev.sluice.app;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Tells when a file has changed and stays as it is. Looks at it once a second rather than having the system tell: that works on every file
 * system and through the symbolic links by which Kubernetes swaps a mounted ConfigMap. Lives as long as its {@code Vertx}, and is called by
 * one thread at a time.
 */
final class ConfigWatch {
    private static final long LOOK_MILLIS = 1000;

    /** What a change of the content shows in. */
    private record Look(Object file, long size, long modified) {}

    private final Vertx vertx;
    private final Path file;
    private final Runnable changed;
    private Look taken;
    private Look last;

    /** @param changed called once for each change, when the file has been the same for a second */
    ConfigWatch(Vertx vertx, Path file, Runnable changed) {
        this.vertx = vertx;
        this.file = file;
        this.changed = changed;
        this.taken = look(file);
        this.last = taken;
        vertx.setPeriodic(
                LOOK_MILLIS, t -> vertx.executeBlocking(() -> look(file)).onSuccess(this::seen));
    }

    private void seen(Look now) {
        boolean settled = now != null && now.equals(last);
        last = now;
        if (!settled || now.equals(taken)) return;
        taken = now;
        changed.run();
    }

    /** Null where it is not there: it may be on its way. */
    private static Look look(Path file) {
        try {
            BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class);
            return new Look(
                    Objects.toString(read.fileKey()),
                    read.size(),
                    read.lastModifiedTime().toMillis());
        } catch (IOException away) {
            return null;
        }
    }
}
