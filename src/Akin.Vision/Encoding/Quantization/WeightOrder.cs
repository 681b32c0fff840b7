namespace Akin.Vision.Encoding.Quantization;

/// <summary>How the stored weights of a layer lie.</summary>
internal enum WeightOrder
{
    /// <summary>[outputs, inputs], as PyTorch stores a linear layer.</summary>
    OutputsByInputs,

    /// <summary>[inputs, outputs], as MatMul takes it.</summary>
    InputsByOutputs,

    /// <summary>[outputs, channels, rows, columns] of a kernel; its inputs go by rows, columns, channels.</summary>
    Convolution,
}
