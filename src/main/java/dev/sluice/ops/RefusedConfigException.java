package dev.sluice.ops;

import java.util.List;

/** A configuration that was to be taken has faults; the one before stays. */
public final class RefusedConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> faults;

    /** @param faults at least one, each in a line as {@code sluice check} prints it */
    public RefusedConfigException(List<String> faults) {
        super(faults.size() + " faults");
        this.faults = List.copyOf(faults);
    }

    /** At least one, as they came. */
    public List<String> faults() {
        return faults;
    }
}
