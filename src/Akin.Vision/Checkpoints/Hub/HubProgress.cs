namespace Akin.Vision.Checkpoints.Hub;

/// <summary>How far the download of a model is.</summary>
/// <param name="Model">The model, <c>owner/name</c> or <c>owner/name@revision</c>.</param>
/// <param name="FileName">The file that is being received, its path in the repository; null where it is about the model as a whole.</param>
/// <param name="ReceivedBytes">Bytes of the model's files that are here, those of an earlier attempt included.</param>
/// <param name="TotalBytes">Bytes of all files that are known to be wanted. It grows once, when the configuration has told which weights are.</param>
/// <param name="Notice">What the user should know, one sentence, such as that the Hub did not answer and the cache was taken; usually null.</param>
public sealed record HubProgress(string Model, string? FileName, long ReceivedBytes, long TotalBytes, string? Notice = null);
