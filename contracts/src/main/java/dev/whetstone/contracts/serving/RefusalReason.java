package dev.whetstone.contracts.serving;

/** Why a replica will not serve an adapter. */
public enum RefusalReason {
    /** Bytes are missing or not what their digest says. */
    DIGEST_MISMATCH,
    /** Made for or judged over another base than the one loaded, of which the same in int8 is one. */
    OTHER_BASE,
    /** Not a PEFT LoRA directory that this engine can apply to this base. */
    INVALID_ADAPTER,
    /** On stored probes its output equals the base's. */
    NO_EFFECT,
    /** On stored probes its output differs from the trainer's fingerprint. */
    FINGERPRINT_MISMATCH
}
