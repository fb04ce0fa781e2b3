package dev.sluice.app;

import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice simulate}: the built-in AI provider alone, until the process is told to stop. Exit code 1 where it cannot listen. */
@Command(
        name = "simulate",
        description = "Start the built-in AI provider alone.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class SimulateCommand implements Callable<Integer> {
    private final Starters.OfSimulator starter;
    private final ProcessSignals signals;

    @Spec
    private CommandSpec spec;

    @Option(names = "--host", description = "Address to listen on.", defaultValue = "127.0.0.1")
    private String host;

    @Option(names = "--port", description = "Port to listen on; 0 for any free one.", defaultValue = "9100")
    private int port;

    @Option(names = "--api-key", paramLabel = "KEY", description = "Bearer that callers must send; any if absent.")
    private String apiKey;

    SimulateCommand(Starters.OfSimulator starter, ProcessSignals signals) {
        this.starter = starter;
        this.signals = signals;
    }

    @Override
    public Integer call() throws InterruptedException {
        Vertx vertx = Vertx.vertx();
        int bound;
        try {
            bound = starter.start(vertx, host, port, apiKey).await();
        } catch (Exception e) {
            String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            spec.commandLine().getErr().println("sluice: cannot listen on " + host + ":" + port + ": " + why);
            vertx.close().await();
            return 1;
        }
        spec.commandLine().getOut().println("The simulator is ready: base URL http://" + host + ":" + bound + "/v1");
        spec.commandLine().getOut().flush();
        signals.await(() -> vertx.close().await());
        return 0;
    }
}
