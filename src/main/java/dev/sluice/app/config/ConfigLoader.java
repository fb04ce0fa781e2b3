package dev.sluice.app.config;

import dev.sluice.model.Config;
import dev.sluice.model.DrainConfig;
import dev.sluice.model.FeedConfig;
import dev.sluice.model.JobsConfig;
import dev.sluice.model.LimitsConfig;
import dev.sluice.model.RedisConfig;
import dev.sluice.model.ReloadConfig;
import dev.sluice.model.TelemetryConfig;
import dev.sluice.model.TemplateConfig;
import dev.sluice.model.UpstreamConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a configuration as a whole: either it is right, or every fault in it is listed. Blocking; any thread.
 *
 * <pre>{@code
 * switch on ConfigLoader.load(file, System.getenv()):
 *     Valid(config, effective)  -> run
 *     Faulty(faults)            -> print each, exit 1
 * }</pre>
 */
public final class ConfigLoader {
    /** The embedded default, as a resource of the class path. */
    public static final String DEFAULT_RESOURCE = "conf/sluice.yaml";

    private ConfigLoader() {}

    /** What came of it. */
    public sealed interface Result {}

    /** @param effective the same values as text, secrets masked */
    public record Valid(Config config, EffectiveConfig effective) implements Result {}

    /** @param faults at least one, in the order of the file */
    public record Faulty(List<Fault> faults) implements Result {}

    /**
     * @param file        YAML in UTF-8; file names in it are relative to its directory
     * @param environment what {@code ${NAME}} is taken from
     */
    public static Result load(Path file, Map<String, String> environment) {
        try {
            return decode(file.toString(), Files.readAllBytes(file), directory(file), environment);
        } catch (IOException e) {
            return unreadable(file.toString(), e.getClass().getSimpleName());
        }
    }

    /** The embedded default; file names in it are relative to the working directory. */
    public static Result loadDefault(Map<String, String> environment) {
        try (InputStream in = ConfigLoader.class.getClassLoader().getResourceAsStream(DEFAULT_RESOURCE)) {
            if (in == null) return unreadable(DEFAULT_RESOURCE, "no such resource");
            return decode(DEFAULT_RESOURCE, in.readAllBytes(), Path.of(""), environment);
        } catch (IOException e) {
            return unreadable(DEFAULT_RESOURCE, e.getClass().getSimpleName());
        }
    }

    /** @param name for faults of the whole */
    static Result parse(String name, String yaml, Path directory, Map<String, String> environment) {
        List<Fault> faults = new ArrayList<>();
        Tree.Entries tree = YamlTree.parse(name, yaml, faults);
        if (tree == null) return new Faulty(List.copyOf(faults));
        Reading reading = new Reading(directory, environment, faults);
        Config config = read(new Section(reading, "", tree));
        CrossChecks.check(config, reading);
        return faults.isEmpty() ? new Valid(config, reading.effective()) : new Faulty(reading.faults());
    }

    private static Config read(Section root) {
        Config.Listen listen = ListenSections.listen(root.section("listen"));
        Config.Management management = ListenSections.management(root.section("management"));
        Config.Sessions sessions = LimitSections.sessions(root.section("sessions"));
        Config.Channels channel = LimitSections.channel(root.section("channel"));
        Config.Streams streams = LimitSections.streams(root.section("streams"));
        Config.Auth auth = AuthSections.auth(root.section("auth"));
        Map<String, UpstreamConfig> upstreams = UpstreamSections.upstreams(root);
        List<Config.Route> routes = RouteSections.routes(root, upstreams);
        Map<String, Config.Price> prices = UpstreamSections.prices(root);
        Config.Sharing sharing = SharingSection.read(root.section("sharing"));
        LimitsConfig limits = QuotaSections.limits(root.section("limits"));
        Config.SimulatorConfig simulator = ListenSections.simulator(root.section("simulator"));
        ReloadConfig reload = LimitSections.reload(root.section("reload"));
        DrainConfig drain = LimitSections.drain(root.section("drain"));
        List<FeedConfig> feeds = FeedSections.feeds(root, upstreams, simulator.enabled());
        JobsConfig jobs = JobsSection.read(root.section("jobs"));
        List<TemplateConfig> templates = TemplateSections.templates(root, routes);
        TelemetryConfig telemetry = TelemetrySections.read(root);
        RedisConfig redis = RedisSection.read(root.section("redis"));
        root.end();
        return new Config(
                listen,
                management,
                sessions,
                channel,
                streams,
                auth,
                upstreams,
                routes,
                prices,
                sharing,
                limits,
                simulator,
                feeds,
                jobs,
                templates,
                telemetry,
                redis,
                drain,
                reload);
    }

    private static Result decode(String name, byte[] bytes, Path directory, Map<String, String> environment) {
        try {
            String yaml = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return parse(name, yaml, directory, environment);
        } catch (CharacterCodingException e) {
            return new Faulty(List.of(new Fault(name, "bytes that are not UTF-8", "YAML in UTF-8", 0)));
        }
    }

    private static Path directory(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? Path.of("") : parent;
    }

    private static Result unreadable(String name, String why) {
        return new Faulty(List.of(new Fault(name, "no file to read (" + why + ")", "a YAML file", 0)));
    }
}
