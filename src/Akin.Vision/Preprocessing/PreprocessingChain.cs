namespace Akin.Vision.Preprocessing;

/// <summary>Which steps make a model's input of a picture.</summary>
public enum PreprocessingChain
{
    /// <summary>Those that the checkpoint's <c>preprocessor_config.json</c> asks for.</summary>
    Checkpoint,

    /// <summary>
    /// Those of the notebook that Akin began with, which differ from the checkpoint's own: torchvision's <c>Resize(int((256 / 224) * size))</c>,
    /// <c>CenterCrop(size)</c>, <c>ToTensor</c> and <c>Normalize</c>, with the size, means and deviations of the checkpoint.
    /// </summary>
    Notebook,
}
