package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The image's description fits the repository, the cluster's manifest and what the system tests run. */
final class DockerfileTest {
    private static final Pattern COPY = Pattern.compile("(?m)^COPY (?!--from)(\\S+) ");

    private final String dockerfile = text("Dockerfile");

    @Test
    void whatItCopiesIsThere() {
        Matcher copy = COPY.matcher(dockerfile);
        assertTrue(copy.find());
        do assertTrue(Files.exists(Path.of(copy.group(1))), copy.group(1));
        while (copy.find());
    }

    @Test
    void whatTheBuildNeedsIsNotIgnored() {
        List<String> kept =
                text(".dockerignore").lines().filter(l -> l.startsWith("!")).toList();
        for (String line : kept) assertTrue(Files.exists(Path.of(line.substring(1))), line);
        for (String needed : List.of("!pom.xml", "!src/main", "!conf", "!frontend-demo", "!docker", "!.mvn"))
            assertTrue(kept.contains(needed), needed);
    }

    @Test
    void itDoesWhatTheSystemTestsDo() {
        assertTrue(dockerfile.contains("RUN docker/build-runtime target/sluice.jar /opt/sluice\n"));
        assertTrue(dockerfile.contains("\"/opt/sluice/jre/bin/java\", \"@/opt/sluice/java.options\""));
        assertTrue(text("docker/java.options").contains("-XX:SharedArchiveFile=/opt/sluice/sluice.jsa\n"));
    }

    @Test
    void theClusterRunsItAsTheSameUserWithArgumentsThatItTakes() {
        Manifest deployment = Manifest.one(Manifest.all(), "Deployment", "sluice");
        Object user = ManifestsTest.pod(deployment, "securityContext", "runAsUser");
        assertTrue(dockerfile.contains("\nUSER " + user + ":" + user + "\n"), () -> "not as " + user);
        assertEquals(
                List.of("run", "--config", "/etc/sluice/sluice.yaml"), ManifestsTest.container(deployment, "args"));
    }

    @Test
    void theBuildOfMavenStartsItWithTheSameOptions() {
        String pom = text("pom.xml");
        text("docker/java.options")
                .lines()
                .filter(l -> l.startsWith("-")
                        && !l.contains("SharedArchive")
                        && !l.startsWith("-Xlog")
                        && !l.startsWith("-Xshare"))
                .forEach(option -> assertTrue(pom.contains("<jvmFlag>" + option + "</jvmFlag>"), option));
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
