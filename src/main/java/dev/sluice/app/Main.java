package dev.sluice.app;

import dev.sluice.app.bench.BenchCommand;
import dev.sluice.simulator.Simulator;
import dev.sluice.simulator.SimulatorOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line. Exit codes: 0 done, 1 refused or failed, 2 called wrongly. */
@Command(
        name = "sluice",
        description = "An SSE fan-out edge for AI chat.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
public final class Main implements Runnable {
    private static final String VERTX_LOGGING = "vertx.logger-delegate-factory-class-name";
    private static final String TO_SLF4J = "io.vertx.core.logging.SLF4JLogDelegateFactory";

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        // Vert.x looks once, when its first class is loaded; Netty finds slf4j by itself.
        if (System.getProperty(VERTX_LOGGING) == null) System.setProperty(VERTX_LOGGING, TO_SLF4J);
        System.exit(commandLine(
                        new RunCommand(System.getenv(), new MeteredNode(), new UnixSignals()),
                        new CheckCommand(System.getenv()),
                        new SimulateCommand(Main::startSimulator, new UnixSignals()),
                        new BenchCommand(System.console() != null),
                        new HashKeyCommand(System.in, new SecureRandom()))
                .execute(args));
    }

    static CommandLine commandLine(Object... commands) {
        CommandLine line = new CommandLine(new Main());
        for (Object command : commands) line.addSubcommand(command);
        return line;
    }

    /** Called without a command. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    static Future<Integer> startSimulator(Vertx vertx, String host, int port, String apiKey) {
        return new Simulator(vertx, new SimulatorOptions(host, port, apiKey)).start();
    }
}
