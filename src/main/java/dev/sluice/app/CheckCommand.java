package dev.sluice.app;

import dev.sluice.app.config.ConfigLoader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code sluice check}: prints every fault of a configuration, one per line, as {@code path: got …, expected … (line N)}, and exits
 * 1; or prints {@code ok} and exits 0. Starts nothing.
 */
@Command(
        name = "check",
        description = "Check a configuration and print every fault in it.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", required = true, description = "YAML, such as conf/sluice.yaml.")
    private Path config;

    CheckCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        ConfigLoader.Result result = ConfigLoader.load(config, environment);
        if (result instanceof ConfigLoader.Faulty faulty) {
            faulty.faults().forEach(out::println);
            return 1;
        }
        out.println("ok");
        return 0;
    }
}
