package dev.sluice.app;

import dev.sluice.app.config.ConfigLoader;
import dev.sluice.model.Config;
import dev.sluice.model.NodeId;
import dev.sluice.upstream.NameLookups;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice run}: one node, until the process is told to stop; then it drains. Exit code 1 where it cannot start. */
@Command(name = "run", description = "Start a node.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    /** Beyond the drain's own timeout, to end what is left. Orchestrators kill after 30 s by default, and the timeout is 25 s. */
    private static final Duration ENDING = Duration.ofSeconds(2);

    private static final Duration CLOSING = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    private final Map<String, String> environment;
    private final Starters.OfNode starter;
    private final ProcessSignals signals;

    @Spec
    private CommandSpec spec;

    @Option(names = "--config", paramLabel = "FILE", description = "YAML; without it the embedded default.")
    private Path config;

    @Option(
            names = "--node-id",
            paramLabel = "ID",
            description = "The node's name among those that share its Redis; without it, HOSTNAME or one at random.")
    private String nodeId;

    RunCommand(Map<String, String> environment, Starters.OfNode starter, ProcessSignals signals) {
        this.environment = environment;
        this.starter = starter;
        this.signals = signals;
    }

    @Override
    public Integer call() throws InterruptedException {
        ConfigLoader.Result result = load();
        if (result instanceof ConfigLoader.Valid valid) return run(valid);
        ConfigLoader.Faulty faulty = (ConfigLoader.Faulty) result;
        faulty.faults().forEach(fault -> spec.commandLine().getErr().println(fault));
        return 1;
    }

    private ConfigLoader.Result load() {
        return config == null ? ConfigLoader.loadDefault(environment) : ConfigLoader.load(config, environment);
    }

    private int run(ConfigLoader.Valid valid) throws InterruptedException {
        LogSetup.apply(valid.config().telemetry().jsonLog());
        LOG.info("configuration\n{}", valid.effective().text());
        Vertx vertx = starter.vertx(
                new VertxOptions().setPreferNativeTransport(true).setAddressResolverOptions(NameLookups.options()));
        signals.listen();
        RunningNode node;
        try {
            NodeId name = nodeId == null ? NodeId.of(environment.get("HOSTNAME")) : new NodeId(nodeId);
            node = starter.named(name).start(vertx, valid, this::load).await();
        } catch (Throwable e) {
            failed(e instanceof CompletionException && e.getCause() != null ? e.getCause() : e, valid.config());
            vertx.close().await();
            return 1;
        }
        Config.Listen listen = valid.config().listen();
        String address = address(listen.tlsCert() != null, listen.host(), node.port());
        spec.commandLine().getOut().println("Sluice is ready on " + address);
        if (listen.demo()) spec.commandLine().getOut().println("The demo: " + address + "/demo/");
        String management = address(false, valid.config().management().host(), node.managementPort());
        spec.commandLine().getOut().println("Management: " + management);
        spec.commandLine().getOut().flush();
        boolean watches = config != null && valid.config().reload().watch();
        if (watches) new ConfigWatch(vertx, config, () -> node.reload().accept("the file changed"));
        signals.await(orders(vertx, node));
        LogSetup.flush();
        return 0;
    }

    private static ProcessSignals.Orders orders(Vertx vertx, RunningNode node) {
        return new ProcessSignals.Orders() {
            @Override
            public void reload() {
                node.reload().accept("SIGHUP");
            }

            @Override
            public void stop() {
                RunCommand.stop(vertx, node);
            }

            @Override
            public void whenAsked(Runnable stop) {
                node.exitAsked().onSuccess(v -> stop.run());
            }
        };
    }

    private void failed(Throwable cause, Config config) {
        String line = StartFailure.line(cause, config);
        if (line == null) LOG.error("the node did not start", cause);
        else spec.commandLine().getErr().println("sluice: " + line);
    }

    private static void stop(Vertx vertx, RunningNode node) {
        Duration bound = node.stopWithin().get().plus(ENDING);
        LOG.info("draining");
        if (within(node.stop().get(), bound)) LOG.info("drained");
        else LOG.warn("not drained within {} ms: what is left is cut", bound.toMillis());
        within(vertx.close(), CLOSING);
    }

    private static boolean within(Future<Void> end, Duration bound) {
        try {
            end.await(bound.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (RuntimeException e) {
            LOG.warn("while stopping", e);
            return true;
        }
    }

    /** As a person can open it: any address is this machine's, too. */
    private static String address(boolean tls, String host, int port) {
        String open = host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        return (tls ? "https://" : "http://") + (open.indexOf(':') < 0 ? open : "[" + open + "]") + ":" + port;
    }
}
