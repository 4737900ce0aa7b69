package dev.whetstone.engine.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.whetstone.engine.format.LayerShape;
import dev.whetstone.engine.format.ModelConfig;
import dev.whetstone.engine.format.ModelFormatException;
import dev.whetstone.engine.format.Rope;
import dev.whetstone.engine.format.RopeScaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ModelFamiliesTest {

    private static final String GOOD = "{'architectures':['LlamaForCausalLM'],'model_type':'llama','vocab_size':100,"
            + "'hidden_size':64,'intermediate_size':128,'num_hidden_layers':2,'num_attention_heads':8,"
            + "'num_key_value_heads':2,'max_position_embeddings':256,'rms_norm_eps':1e-05,'hidden_act':'silu',"
            + "'rope_theta':10000.0,'tie_word_embeddings':true,'bos_token_id':1,'eos_token_id':2,'attention_bias':false}";

    private static final String GEMMA =
            "{'architectures':['Gemma3ForCausalLM'],'model_type':'gemma3_text','vocab_size':100,"
                    + "'hidden_size':64,'intermediate_size':128,'num_hidden_layers':2,'num_attention_heads':8,'head_dim':16,"
                    + "'num_key_value_heads':2,'max_position_embeddings':256,'query_pre_attn_scalar':16,'sliding_window':512}";

    @TempDir
    Path directory;

    @Test
    void aLlamaIsRead() throws IOException {
        ModelConfig config = read(GOOD);
        assertThat(config.headDimension()).isEqualTo(8);
        assertThat(config.groupSize()).isEqualTo(4);
        assertThat(config.keyValueWidth()).isEqualTo(16);
        assertThat(config.tiedHead()).isTrue();
        assertThat(config.eosTokens()).containsExactly(2);
        assertThat(config.ropes()).containsExactly(new Rope(10_000, new RopeScaling.None()));
    }

    @Test
    void theFormOfTransformers5IsReadToo() throws IOException {
        ModelConfig config = read(GOOD.replace(
                "'rope_theta':10000.0",
                "'rope_parameters':{'rope_theta':500000.0,"
                        + "'rope_type':'llama3','factor':32.0,'low_freq_factor':1.0,'high_freq_factor':4.0,"
                        + "'original_max_position_embeddings':8192}"));
        assertThat(config.ropes()).containsExactly(new Rope(500_000, new RopeScaling.Llama3(32, 1, 4, 8192)));
    }

    @Test
    void missingSizesHaveTheDefaultsOfTransformers() throws IOException {
        ModelConfig config = read(GOOD.replace("'num_key_value_heads':2,", "")
                .replace("'tie_word_embeddings':true,", "")
                .replace("'rope_theta':10000.0,", ""));
        assertThat(config.keyValueHeads()).isEqualTo(8);
        assertThat(config.tiedHead()).isFalse();
        assertThat(config.ropes()).extracting(Rope::theta).containsExactly(10_000.0);
    }

    @Test
    void theGenerationConfigDecidesWhatEndsAGeneration() throws IOException {
        Files.writeString(directory.resolve("generation_config.json"), "{\"eos_token_id\":[2,7]}");
        assertThat(read(GOOD).eosTokens()).containsExactly(2, 7);
    }

    /** Values of Transformers' ROPE_INIT_FUNCTIONS["llama3"] for head_dim 64, theta 500,000, factor 32. */
    @Test
    void frequenciesOfLlama3AreThoseOfTransformers() throws IOException {
        float[] frequencies = read(GOOD.replace("'hidden_size':64", "'hidden_size':64,'head_dim':64")
                        .replace(
                                "'rope_theta':10000.0",
                                "'rope_theta':500000.0,'rope_scaling':{'type':'llama3',"
                                        + "'factor':32.0,'low_freq_factor':1.0,'high_freq_factor':4.0,"
                                        + "'original_max_position_embeddings':8192}"))
                .ropes()
                .getFirst()
                .frequencies(64);
        assertThat(frequencies).hasSize(32);
        double[] expected = {
            1.0, 0.016560440883040428, 0.0032114461064338684, 0.000429556705057621, 9.418306490260875e-08
        };
        int[] indices = {0, 10, 14, 16, 31};
        for (int i = 0; i < indices.length; i++) {
            assertThat((double) frequencies[indices[i]]).isCloseTo(expected[i], within(expected[i] * 1e-6));
        }
    }

    /** Values of Transformers' ROPE_INIT_FUNCTIONS["yarn"] for heads of 64, theta 1,000,000, factor 4 of 32,768 positions. */
    @ParameterizedTest
    @CsvSource({
        "'', 0.0017785303061828017, 0.0005833333707414567, 1.138629436111989",
        "',\"attention_factor\":1.5,\"beta_fast\":16.0,\"beta_slow\":2.0,\"truncate\":false', 0.002151098335161805, 0.0005956799723207951, 1.5",
        "',\"mscale\":1.2,\"mscale_all_dim\":0.8', 0.0017785303061828017, 0.0005833333707414567, 1.0499159215939338",
    })
    void frequenciesOfYarnAreThoseOfTransformers(String extra, double fourteenth, double sixteenth, double magnitude)
            throws IOException {
        ModelConfig config = read(GOOD.replace("'hidden_size':64", "'hidden_size':64,'head_dim':64")
                .replace(
                        "'rope_theta':10000.0",
                        "'rope_parameters':{'rope_type':'yarn','rope_theta':1000000.0,'factor':4.0,"
                                + "'original_max_position_embeddings':32768" + extra + "}"));

        Rope rope = config.ropes().getFirst();
        float[] frequencies = rope.frequencies(64);
        assertThat(frequencies[0]).isEqualTo(1);
        assertThat((double) frequencies[14]).isCloseTo(fourteenth, within(1e-9));
        assertThat((double) frequencies[16]).isCloseTo(sixteenth, within(1e-9));
        assertThat(rope.scaling().magnitude()).isCloseTo(magnitude, within(1e-12));
        assertThat(config.contextLength()).as("stretched").isEqualTo(4 * 32_768);
    }

    @Test
    void mistralsWindowIsThatOfEveryLayer() throws IOException {
        String mistral = GOOD.replace("LlamaForCausalLM", "MistralForCausalLM").replace("'llama'", "'mistral'");

        assertThat(windows(read(with(mistral, "'sliding_window':16")))).containsExactly(16, 16);
        assertThat(windows(read(with(mistral, "'sliding_window':null")))).containsExactly(0, 0);
    }

    @Test
    void qwensWindowIsOffUnlessItIsSwitchedOn() throws IOException {
        String qwen = GOOD.replace("LlamaForCausalLM", "Qwen2ForCausalLM").replace("'llama'", "'qwen2'");
        String window = "'sliding_window':16,'max_window_layers':1";

        assertThat(windows(read(with(qwen, window)))).containsExactly(0, 0);
        assertThat(windows(read(with(qwen, window + ",'use_sliding_window':true"))))
                .containsExactly(0, 16);
        assertThat(windows(read(with(
                        qwen,
                        window + ",'use_sliding_window':true,'layer_types':"
                                + "['sliding_attention','full_attention']"))))
                .containsExactly(16, 0);
    }

    @Test
    void everyFourthLayerOfSmolLm3IsNotTurned() throws IOException {
        String smol = GOOD.replace("LlamaForCausalLM", "SmolLM3ForCausalLM")
                .replace("'llama'", "'smollm3'")
                .replace("'num_hidden_layers':2", "'num_hidden_layers':5");

        assertThat(turned(read(smol))).containsExactly(true, true, true, false, true);
        assertThat(turned(read(with(smol, "'no_rope_layer_interval':2"))))
                .containsExactly(true, false, true, false, true);
        assertThat(turned(read(with(smol, "'no_rope_layers':[0,1,1,1,0]"))))
                .containsExactly(false, true, true, true, false);
    }

    /** As Transformers 4 wrote them. */
    @Test
    void gemmaOfEarlierReleasesHasTwoKindsOfLayersToo() throws IOException {
        ModelConfig config = read(with(
                GEMMA,
                "'rope_local_base_freq':10000,'rope_scaling':{'rope_type':'linear','factor':8.0},"
                        + "'sliding_window_pattern':2,'rope_theta':1000000"));

        assertThat(windows(config)).containsExactly(512, 0);
        assertThat(config.shape(0).rope()).contains(new Rope(10_000, new RopeScaling.None()));
        assertThat(config.shape(1).rope()).contains(new Rope(1_000_000, new RopeScaling.Linear(8)));
        assertThat(config.style().embeddingScale()).isEqualTo(8);
        assertThat(config.style().attentionScale()).isEqualTo(0.25);
        assertThat(config.tiedHead()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'attn_logit_softcapping':50.0 | attn_logit_softcapping: 50.0 is not supported",
                "'final_logit_softcapping':30.0 | final_logit_softcapping: 30.0 is not supported",
                "'use_bidirectional_attention':true | use_bidirectional_attention: true is not supported",
                "'hidden_activation':'relu' | hidden_activation: \"relu\" is not supported",
                "'layer_types':['full_attention'] | layer_types: 1 entries for 2 layers",
                "'layer_types':['full_attention','linear_attention'] | layer_types: \"linear_attention\" is not supported",
            })
    void whatGemmaDoesNotSupportIsRefusedByName(String field, String message) {
        assertThatThrownBy(() -> read(with(GEMMA, field)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(message);
    }

    private static List<Integer> windows(ModelConfig config) {
        return config.shapes().stream().map(LayerShape::window).toList();
    }

    private static List<Boolean> turned(ModelConfig config) {
        return config.shapes().stream().map(shape -> shape.rope().isPresent()).toList();
    }

    private static String with(String json, String fields) {
        return json.substring(0, json.length() - 1) + "," + fields + "}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'model_type':'llama' | 'model_type':'mixtral' | model_type: \"mixtral\" is not supported",
                "'model_type':'llama', |  | model_type: nothing is not supported",
                "['LlamaForCausalLM'] | ['MixtralForCausalLM'] | architectures",
                "'hidden_act':'silu' | 'hidden_act':'gelu' | hidden_act: \"gelu\" is not supported",
                "'attention_bias':false | 'attention_bias':true | attention_bias: true is not supported",
                "'attention_bias':false | 'mlp_bias':true | mlp_bias",
                "'attention_bias':false | 'pretraining_tp':2 | pretraining_tp",
                "'attention_bias':false | 'quantization_config':{'bits':4} | quantization_config",
                "'attention_bias':false | 'rope_scaling':{'rope_type':'longrope','factor':4.0} | rope_type: \"longrope\"",
                "'attention_bias':false | 'rope_scaling':{'rope_type':'linear'} | factor: is missing",
                "'attention_bias':false | 'rope_scaling':7 | rope_scaling: 7 is not an object",
                "'vocab_size':100, |  | vocab_size: is missing",
                "'vocab_size':100 | 'vocab_size':-1 | vocab_size: -1 is not a whole number",
                "'vocab_size':100 | 'vocab_size':99999999999 | vocab_size: 99999999999",
                "'vocab_size':100 | 'vocab_size':1.5 | vocab_size: 1.5",
                "'vocab_size':100 | 'vocab_size':'100' | vocab_size: \"100\"",
                "'num_key_value_heads':2 | 'num_key_value_heads':3 | no multiple of key-value heads 3",
                "'hidden_size':64 | 'hidden_size':60 | 60 is no multiple of 8 heads",
                "'rms_norm_eps':1e-05 | 'rms_norm_eps':0 | rms_norm_eps: 0 is not a positive number",
                "'eos_token_id':2 | 'eos_token_id':'end' | eos_token_id: \"end\" is not a token id",
                "'tie_word_embeddings':true | 'tie_word_embeddings':'yes' | neither true nor false",
                "'vocab_size':100 | 'vocab_size':100,'vocab_size':101 | Duplicate field",
            })
    void whatIsNotSupportedIsRefusedByName(String good, String bad, String message) {
        String text = GOOD.replace(good, bad == null ? "" : bad);
        assertThat(text).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining(message);
    }

    private ModelConfig read(String json) throws IOException {
        Files.writeString(directory.resolve("config.json"), json.replace('\'', '"'));
        return ModelFamilies.read(directory);
    }
}
