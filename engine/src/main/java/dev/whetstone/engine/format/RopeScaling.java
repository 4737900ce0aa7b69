package dev.whetstone.engine.format;

/** How rotary frequencies are stretched for long contexts. */
public sealed interface RopeScaling {

    /** The model's frequencies, dimension / 2 of them, from the largest. */
    double[] frequencies(double theta, int dimension);

    /** Factor of the turned queries and keys. */
    default double magnitude() {
        return 1;
    }

    /** Each frequency is stretched by itself. */
    sealed interface EachAlone extends RopeScaling {

        /** One frequency as the model rotates with it, from the unscaled one. */
        double scale(double frequency);

        @Override
        default double[] frequencies(double theta, int dimension) {
            double[] frequencies = unscaled(theta, dimension);
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] = scale(frequencies[i]);
            }
            return frequencies;
        }
    }

    /** Frequencies as they are. */
    record None() implements EachAlone {
        @Override
        public double scale(double frequency) {
            return frequency;
        }
    }

    /** Positions divided by a factor (Chen et al. 2023). */
    record Linear(double factor) implements EachAlone {
        @Override
        public double scale(double frequency) {
            return frequency / factor;
        }
    }

    /**
     * Llama 3.1: long wavelengths are stretched, short ones kept, those between interpolated (Transformers,
     * {@code _compute_llama3_parameters}).
     */
    record Llama3(double factor, double lowFrequencyFactor, double highFrequencyFactor, int originalContextLength)
            implements EachAlone {
        @Override
        public double scale(double frequency) {
            double wavelength = 2 * Math.PI / frequency;
            if (wavelength < originalContextLength / highFrequencyFactor) {
                return frequency;
            }
            if (wavelength > originalContextLength / lowFrequencyFactor) {
                return frequency / factor;
            }
            double smooth = (originalContextLength / wavelength - lowFrequencyFactor)
                    / (highFrequencyFactor - lowFrequencyFactor);
            return (1 - smooth) * frequency / factor + smooth * frequency;
        }
    }

    /**
     * YaRN (Peng et al. 2023): pairs that turn often within the original context are kept, those that turn less than once are stretched,
     * with a ramp over the dimensions between; queries and keys grow a little, which sharpens attention over more of them.
     *
     * @param fastTurns turns within the original context from which a pair is kept (β of the paper)
     * @param slowTurns turns up to which it is stretched (α of the paper)
     * @param truncate whether the ramp begins and ends at whole dimensions
     */
    record Yarn(
            double factor,
            int originalContextLength,
            double fastTurns,
            double slowTurns,
            boolean truncate,
            double magnitude)
            implements RopeScaling {

        /** The paper's, equation 22. */
        public static double magnitudeOf(double factor) {
            return factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
        }

        @Override
        public double[] frequencies(double theta, int dimension) {
            double[] frequencies = unscaled(theta, dimension);
            double first = dimensionOf(fastTurns, theta, dimension);
            double last = dimensionOf(slowTurns, theta, dimension);
            double from = Math.max(truncate ? Math.floor(first) : first, 0);
            double to = Math.min(truncate ? Math.ceil(last) : last, dimension - 1);
            for (int i = 0; i < frequencies.length; i++) {
                double stretched = Math.clamp((i - from) / (from == to ? 0.001 : to - from), 0.0, 1.0);
                frequencies[i] *= stretched / factor + 1 - stretched;
            }
            return frequencies;
        }

        /** The pair that makes so many turns within the original context, as a real number. */
        private double dimensionOf(double turns, double theta, int dimension) {
            return dimension * Math.log(originalContextLength / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
        }
    }

    private static double[] unscaled(double theta, int dimension) {
        double[] frequencies = new double[dimension / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = 1 / Math.pow(theta, 2.0 * i / dimension);
        }
        return frequencies;
    }
}
