package dev.sluice.app;

import dev.sluice.app.config.ConfigLoader;
import dev.sluice.app.config.EffectiveConfig;
import dev.sluice.model.Config;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is different in another reading of the configuration, section by section.
 *
 * @param changed     sections that a reload brings into effect
 * @param needRestart paths below other sections
 */
record ConfigChange(List<String> changed, List<String> needRestart) {
    /** The parts that a running node takes anew: names of {@link Config}'s components. */
    private static final Set<String> RELOADED =
            Set.of("auth", "upstreams", "routes", "prices", "limits", "feeds", "drain");

    /** A configuration with those parts of another. */
    static Config reloaded(Config before, Config next) {
        RecordComponent[] parts = Config.class.getRecordComponents();
        Class<?>[] types = new Class<?>[parts.length];
        Object[] values = new Object[parts.length];
        for (int i = 0; i < parts.length; i++) {
            types[i] = parts[i].getType();
            values[i] = value(parts[i], RELOADED.contains(parts[i].getName()) ? next : before);
        }
        try {
            return Config.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    static ConfigChange between(ConfigLoader.Valid before, ConfigLoader.Valid now) {
        List<String> changed = new ArrayList<>();
        List<String> needRestart = new ArrayList<>();
        for (RecordComponent part : Config.class.getRecordComponents()) {
            if (Objects.equals(value(part, before.config()), value(part, now.config()))) continue;
            String section = part.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
            if (RELOADED.contains(part.getName())) changed.add(section);
            else needRestart.addAll(paths(section, before.effective(), now.effective()));
        }
        return new ConfigChange(List.copyOf(changed), List.copyOf(needRestart));
    }

    /** The section's own name where only secrets differ, which are not shown. */
    private static List<String> paths(String section, EffectiveConfig before, EffectiveConfig now) {
        TreeSet<String> all = new TreeSet<>(before.values().keySet());
        all.addAll(now.values().keySet());
        List<String> different = all.stream()
                .filter(path -> path.startsWith(section + ".") || path.startsWith(section + "["))
                .filter(path ->
                        !Objects.equals(before.values().get(path), now.values().get(path)))
                .toList();
        return different.isEmpty() ? List.of(section) : different;
    }

    /** What is in effect after the reload: the next time is compared with this. */
    ConfigLoader.Valid applied(ConfigLoader.Valid before, ConfigLoader.Valid next, Config config) {
        Map<String, String> values = new LinkedHashMap<>(next.effective().values());
        for (String path : needRestart) {
            String was = before.effective().values().get(path);
            if (was == null) values.remove(path);
            else values.put(path, was);
        }
        return new ConfigLoader.Valid(config, new EffectiveConfig(values));
    }

    private static Object value(RecordComponent part, Config config) {
        try {
            return part.getAccessor().invoke(config);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
