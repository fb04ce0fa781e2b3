package dev.sluice.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** How the container starts the virtual machine, on the one processor that a limit of half a core shows it. */
final class ContainerOptions {
    private ContainerOptions() {}

    static List<String> read() throws IOException {
        Stream<String> options = Files.readAllLines(Path.of("docker/java.options")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"));
        return Stream.concat(options, Stream.of("-XX:ActiveProcessorCount=1")).toList();
    }
}
