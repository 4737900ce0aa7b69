package dev.whetstone.engine.torch;

import dev.whetstone.engine.LoadOptions;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** libtorch in this process: loaded once, its threads set once, and the constants that every step needs. */
public final class Native {

    private static final Logger LOG = LoggerFactory.getLogger(Native.class);

    static {
        // Every native object lives in a scope: the collector must not free one behind a running operator's back.
        System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
        WaitPolicy.spinShortly();
        Loader.load(torch.class);
    }

    public static final Scalar ZERO = forever(new Scalar(0.0));
    public static final Scalar ONE = forever(new Scalar(1.0));
    public static final Scalar MINUS_INFINITY = forever(new Scalar(Double.NEGATIVE_INFINITY));
    public static final TensorOptional NO_TENSOR = forever(new TensorOptional());
    public static final LongOptional LAST_DIMENSION = forever(new LongOptional(-1));
    public static final ScalarTypeOptional FLOAT32 = forever(new ScalarTypeOptional(torch.ScalarType.Float));
    public static final MemoryFormatOptional NO_FORMAT = forever(new MemoryFormatOptional());
    static final DoubleOptional NO_DOUBLE = forever(new DoubleOptional());

    private static int threads;

    private Native() {}

    /** Decides how many threads one operator may use. The first call in a process wins. */
    static synchronized int start(LoadOptions options) {
        int asked = options.processors();
        if (threads == 0) {
            threads = asked;
        } else if (options.threads() != 0 && asked != threads) {
            LOG.warn("libtorch already runs with {} threads, {} asked for are not used", threads, asked);
        }
        bindThread();
        return threads;
    }

    /** OpenMP keeps the number of threads for each calling thread: to be called once on every thread that computes. */
    public static synchronized void bindThread() {
        torch.set_num_threads(threads);
    }

    /** How many threads one operator may use; 0 before a model was loaded. */
    public static synchronized int threads() {
        return threads;
    }

    /** The same for a thread that computes beside others: its operators use no other thread. */
    public static void bindAlone() {
        torch.set_num_threads(1);
    }

    static <P extends Pointer> P forever(P pointer) {
        return pointer.retainReference();
    }
}
